// What the model is told of a measured topology: who feeds whom with how much.
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/metrics/index.js';
import { type Demand, estimateDemand, fitTwin, predict } from '../../src/twin/index.js';
import { bolt, evaluation, input, spout } from '../builders.js';

/** Busy share of the busiest executor of a bolt, as the twin says it of the measured load. */
function utilisation(measured: Evaluation, name: string, demand: Demand = estimateDemand(measured)): number {
  const fit = fitTwin([measured]);
  if (fit.kind === 'unknown') throw new Error(`no twin: ${fit.because}`);
  return predict(fit.twin, {}, demand).utilisation[name] ?? Number.NaN;
}

describe('a bolt that gets a copy for each task', () => {
  /** Eight tasks on three executors: 800 copies/s of 2 ms, of which the busiest has three of eight. */
  const copied = (skew: number): Evaluation =>
    evaluation({
      components: [
        spout('rules'),
        bolt('match', {
          inputs: [{ ...input('rules'), grouping: 'ALL' }],
          executors: 3,
          tasks: 8,
          inputPerSecond: 800,
          executeLatencyMs: 2,
          processLatencyMs: 2,
          utilisation: 0.6,
          skew,
        }),
      ],
    });

  it('is as busy where its executors are seen to be uneven, as for their tasks they are', () => {
    expect(utilisation(copied(1), 'match')).toBeCloseTo(0.6, 1);
    expect(utilisation(copied(1.125), 'match')).toBe(utilisation(copied(1), 'match'));
  });
});
