// The model stays near the event-by-event simulation; npm run bench:des has the real comparison, of fifty topologies and more trees.
import { describe, expect, it } from 'vitest';
import { compare, quartiles } from './compare.js';

describe('the model beside the simulation', () => {
  it('is near it on a few random topologies, in the median', () => {
    const errors = Array.from(
      { length: 9 },
      (_, i) => compare(2001 + i, { trees: 4000, maxEvents: 600_000 }).errors,
    );
    expect(quartiles(errors.map((e) => e.throughput)).median).toBeLessThan(8);
    expect(quartiles(errors.map((e) => e.meanLatency)).median).toBeLessThan(35);
    expect(quartiles(errors.map((e) => e.p95Latency)).median).toBeLessThan(50);
  });
});
