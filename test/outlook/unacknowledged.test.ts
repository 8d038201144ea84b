// Without acknowledgements the throughput is the input of the last bolts, and what is offered is in tuples of the spouts.
import { describe, expect, it } from 'vitest';
import { type OutlookInput, outlookOf, referenceAt, utilityUnder } from '../../src/outlook/index.js';
import { fitTwin, throughputPerSpoutTuple } from '../../src/twin/index.js';
import { balanced, bolt, evaluation, input, spout } from '../builders.js';

/** A sentence is twenty words; count is full at 1000 sentences a second, and 3000 are offered. */
const seen = evaluation({
  acking: false,
  elastic: true,
  completeLatencyMs: null,
  pendingLimit: null,
  pendingUse: null,
  throughputPerSecond: 20_000,
  components: [
    spout('text', { outputPerSecond: 1000, tasks: 1, executors: 1 }),
    bolt('count', {
      inputs: [input('text')],
      executors: 1,
      tasks: 1,
      inputPerSecond: 20_000,
      outputPerSecond: 0,
      executeLatencyMs: 0.05,
      utilisation: 1,
      utilisationMean: 1,
    }),
  ],
  external: { backlogTuples: null, offeredPerSecond: 3000, latencyMs: null, latencyP95Ms: null },
});
const asked: OutlookInput = {
  engine: 'heron',
  evaluation: seen,
  fit: fitTwin([seen]),
  demand: { known: true, perSecond: 3000 },
  objective: balanced,
  reference: referenceAt(seen, balanced, null),
  waitSeconds: 1,
};

describe('a topology without acknowledgements that gives twenty tuples for one', () => {
  it('is told how many of its throughput come of one that is offered', () => {
    expect(throughputPerSpoutTuple(seen)).toBe(20);
    expect(throughputPerSpoutTuple({ ...seen, acking: true })).toBe(1);
    expect(throughputPerSpoutTuple({ ...seen, throughputPerSecond: 0 })).toBe(1);
  });

  it('has all that is offered as its reference, and not a twentieth of it', () => {
    expect(asked.reference.throughputPerSecond).toBe(60_000);
  });

  it('is not enough as it is, though its throughput is more than the number that is offered', () => {
    const worth = (count: number): number =>
      utilityUnder(asked, { 'executors.count': count }, asked.demand) ?? Number.NaN;
    expect(worth(3)).toBeGreaterThan(worth(1) + 0.1);
  });

  it('can carry what its spouts would have to emit: what guards compare with the load', () => {
    const { capacityPerSecond } = outlookOf(asked, {});
    expect(capacityPerSecond).toBeGreaterThan(800);
    expect(capacityPerSecond).toBeLessThan(1250);
  });
});
