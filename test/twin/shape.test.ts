// What the model is told of a measured topology: who feeds whom with how much.
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/metrics/index.js';
import { type Demand, estimateDemand, fitTwin, predict } from '../../src/twin/index.js';
import { shapeOf } from '../../src/twin/shape.js';
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

describe('a bolt with a main stream and a control stream of one tuple a second', () => {
  const controlled = (grouping: string, skew: number): Evaluation =>
    evaluation({
      components: [
        spout('text', { outputPerSecond: 1000 }),
        spout('rules', { outputPerSecond: 1 }),
        bolt('match', {
          inputs: [input('text'), { ...input('rules'), grouping }],
          executors: 4,
          tasks: 4,
          inputPerSecond: 1001,
          executeLatencyMs: 2,
          processLatencyMs: 2,
          utilisation: 0.5 * skew,
          skew,
        }),
      ],
      throughputPerSecond: 1001,
    });

  it.each(['shuffle', 'all', 'global'])(
    'is spread as the main stream is, where the other is %s',
    (grouping) => {
      expect(utilisation(controlled(grouping, 1), 'match')).toBeCloseTo(0.5, 2);
      expect(utilisation(controlled(grouping, 1.9), 'match')).toBeCloseTo(0.95, 1);
    },
  );
});

describe('a bolt that reads from one that ticks drive', () => {
  const ticking = evaluation({
    components: [
      spout('text', { outputPerSecond: 10 }),
      bolt('clock', { inputPerSecond: 10, outputPerSecond: 10, executeLatencyMs: 1, utilisation: 0.01 }),
      bolt('count', {
        inputs: [input('text'), input('clock')],
        executors: 4,
        inputPerSecond: 1010,
        executeLatencyMs: 2.4,
        processLatencyMs: 2.4,
        utilisation: 0.606,
      }),
      bolt('store', { inputs: [input('count')], inputPerSecond: 100, utilisation: 0.5 }),
    ],
    throughputPerSecond: 10,
  });

  it('is as busy as measured, and so are those behind it: what ticks send has no spout to flow from', () => {
    expect(utilisation(ticking, 'count')).toBeCloseTo(0.606, 1);
    expect(utilisation(ticking, 'store')).toBeCloseTo(0.5, 1);
  });
});

describe('a bolt whose executors have unlike numbers of tasks', () => {
  /** 16 tasks on 12 executors, four of which have two: 1000/s × 6 ms × 2/16 keep those busy for 0.75 of the time. */
  const uneven = (skew: number, utilisation: number): Evaluation =>
    evaluation({
      components: [
        spout('text', { outputPerSecond: 1000 }),
        bolt('split', {
          inputs: [input('text')],
          executors: 12,
          tasks: 16,
          inputPerSecond: 1000,
          executeLatencyMs: 6,
          processLatencyMs: 6,
          utilisation,
          skew,
        }),
      ],
      throughputPerSecond: 1000,
    });

  it('is as busy as measured: what its tasks explain is no hot key', () => {
    expect(utilisation(uneven(1.5, 0.75), 'split')).toBeCloseTo(0.75, 1);
  });

  it('has a hot key for what they do not explain', () => {
    expect(utilisation(uneven(1.8, 0.9), 'split')).toBeCloseTo(0.9, 1);
  });

  it('is modelled so that its share beyond the tasks goes to one executor', () => {
    const made = shapeOf(uneven(1.8, 0.9));
    expect(made?.streams[0]).toMatchObject({ grouping: 'fields', hotShare: expect.closeTo(0.3 / 10.5, 6) });
  });
});
