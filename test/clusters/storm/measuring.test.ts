// What a topology's settings mean for measuring it, as Storm's own code takes them.
import { expect, it } from 'vitest';
import { measuringFacts } from '../../../src/clusters/storm/measuring.js';

it.each([
  [0.05, 1 / 20],
  [0.3, 1 / 3],
  [0.7, 1],
  [1, 1],
  [2, 1],
  [0, 1 / 20],
  ['0.1', 1 / 10],
  [undefined, 1 / 20],
])('counts one tuple in a whole number of them: a rate of %s is %d', (rate, counted) => {
  const facts = measuringFacts({ 'topology.stats.sample.rate': rate }, 'storm-2.x');
  expect(facts.sampleRate).toBe(counted);
});
