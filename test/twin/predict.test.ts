// Predictions of a twin that was fitted to one measured window.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/metrics/index.js';
import { type Demand, fitTwin, type Prediction, predict } from '../../src/twin/index.js';
import { bolt, evaluation, input, spout } from '../builders.js';

const more: Demand = { known: false, atLeastPerSecond: 0, because: 'split is full' };
const offered = (perSecond: number): Demand => ({ known: true, perSecond });

function predicted(window: Evaluation, executors: Record<string, number>, demand: Demand): Prediction {
  const fit = fitTwin([window]);
  if (fit.kind === 'unknown') throw new Error(`no twin: ${fit.because}`);
  return predict(fit.twin, { executors }, demand);
}

/** Two executors of split are full with 2 ms per tuple: 1000 tuples/s; 400 are in flight all the time, so each takes 400 ms. */
const full = evaluation({
  components: [
    spout('text', { outputPerSecond: 1000, rateError: 0.001 }),
    bolt('split', {
      inputs: [input('text')],
      executors: 2,
      inputPerSecond: 1000,
      outputPerSecond: 10_000,
      executeLatencyMs: 2,
      processLatencyMs: 2,
      utilisation: 1,
      rateError: 0.001,
    }),
    bolt('count', {
      inputs: [input('split')],
      executors: 2,
      inputPerSecond: 10_000,
      executeLatencyMs: 0.04,
      processLatencyMs: 0.04,
      utilisation: 0.2,
      rateError: 0.001,
    }),
  ],
  throughputPerSecond: 1000,
  completeLatencyMs: 400,
  pendingLimit: 400,
  pendingUse: 1,
  bottleneck: 'split',
});

describe('a prediction', () => {
  it('of no change is what was measured, within its band', () => {
    const { throughputPerSecond, completeLatencyMs, limitedBy } = predicted(full, {}, more);
    expect(throughputPerSecond.mean).toBeCloseTo(1000, 0);
    expect(completeLatencyMs?.mean).toBeCloseTo(400, 0);
    expect(limitedBy).toBe('split');
  });

  it('of twice the executors at the bottleneck is nearly twice the throughput and half the latency', () => {
    const { throughputPerSecond, completeLatencyMs } = predicted(full, { split: 4 }, more);
    expect(throughputPerSecond.mean).toBeGreaterThan(1850);
    expect(throughputPerSecond.mean).toBeLessThanOrEqual(2000);
    expect(throughputPerSecond.high).toBeLessThan(2000 * 1.15);
    expect((completeLatencyMs?.mean ?? 0) / ((400 / throughputPerSecond.mean) * 1000)).toBeCloseTo(1, 2);
  });

  it('has a band that holds contention and none, and grows with the distance', () => {
    const { throughputPerSecond: near } = predicted(full, { split: 4 }, more);
    // k / (1 + σ(k − 1)) for 4 against 2 executors, σ = 0.04 and 0.
    expect(near.low).toBeLessThan((1000 * 4) / 1.12 / (2 / 1.04));
    expect(near.high).toBeGreaterThan(2000);
    const { throughputPerSecond: far } = predicted(full, { split: 8 }, more);
    expect(far.high / far.low).toBeGreaterThan(near.high / near.low);
  });

  describe('where every tuple times out', () => {
    // 40 000 in flight at 1000/s: each is dropped after 40 s, and none completes.
    const lost = evaluation({
      ...full,
      throughputPerSecond: 0,
      completeLatencyMs: null,
      failedPerSecond: 1000,
      pendingLimit: 40_000,
      pendingUse: null,
    });

    it('of no change is that nothing completes', () => {
      expect(predicted(lost, {}, more).throughputPerSecond.mean).toBeCloseTo(0, 6);
    });

    it('of fewer tuples in flight is that they complete in time', () => {
      const fit = fitTwin([lost]);
      if (fit.kind === 'unknown') throw new Error(fit.because);
      const { throughputPerSecond } = predict(fit.twin, { pendingPerTask: 200 }, more);
      expect(throughputPerSecond.mean).toBeGreaterThan(900);
      expect(throughputPerSecond.mean).toBeLessThan(1100);
    });

    it('is not made where all fail in time: then it is the application that fails them', () => {
      expect(fitTwin([{ ...lost, pendingLimit: 400 }]).kind).toBe('unknown');
      const idle = evaluation({
        ...lost,
        components: lost.components.map((c) => ({ ...c, utilisation: c.utilisation === null ? null : 0.1 })),
        bottleneck: null,
        pendingLimit: null,
      });
      const split = idle.components.map((c) =>
        c.name === 'split' ? { ...c, executeLatencyMs: 0.2, processLatencyMs: 0.2 } : c,
      );
      const refused = fitTwin([{ ...idle, components: split }]);
      expect(refused).toMatchObject({
        kind: 'unknown',
        because: 'every tuple fails, and not for lack of time',
        isLimitedUnseen: false,
      });
    });

    it('is not made where all are in flight for as long as timeouts take and nothing is busy: what no window tells limits them', () => {
      const idle = lost.components.map((c) =>
        c.kind === 'bolt' ? { ...c, utilisation: 0.1, executeLatencyMs: 0.2, processLatencyMs: 0.2 } : c,
      );
      const external = { offeredPerSecond: 1000, backlogTuples: 1e6, latencyMs: null, latencyP95Ms: null };
      expect(fitTwin([{ ...lost, components: idle, bottleneck: null, external }])).toEqual({
        kind: 'unknown',
        because: 'every tuple times out, and no queueing model explains why',
        isLimitedUnseen: true,
      });
    });

    it('is not made where bolts fail them, however slowly: no timeout is counted at a bolt', () => {
      const down = { ...lost, pendingLimit: 20_000, failedByBoltsPerSecond: 900 };
      expect(fitTwin([{ ...down, failedByBoltsPerSecond: 100 }]).kind).toBe('twin');
      expect(fitTwin([down])).toEqual({
        kind: 'unknown',
        because: 'nothing completed in this window',
        isLimitedUnseen: false,
      });
    });

    it('promises no more of those that the application fails, whatever is turned', () => {
      const half = { ...full, throughputPerSecond: 400, failedPerSecond: 600 };
      const { throughputPerSecond } = predicted(half, { split: 4 }, more);
      expect(throughputPerSecond.mean).toBeLessThan(900);
    });

    it('is not made where nothing completes and nothing fails: what does not move is not known', () => {
      expect(fitTwin([{ ...lost, failedPerSecond: 0 }]).kind).toBe('unknown');
    });
  });

  it('gains nothing from executors of a component that is not full', () => {
    expect(predicted(full, { count: 8 }, more).throughputPerSecond.mean).toBeCloseTo(1000, 0);
  });

  it('moves on to the next component that fills up', () => {
    const prediction = predicted(full, { split: 64 }, more);
    expect(prediction.limitedBy).toBe('count');
    expect(prediction.throughputPerSecond.mean / 5000).toBeCloseTo(1, 1);
  });

  it('never promises more than the source has to give', () => {
    const prediction = predicted(full, { split: 16 }, offered(1300));
    expect(prediction.limitedBy).toBe('offered');
    expect(prediction.throughputPerSecond.mean).toBeCloseTo(1300, 6);
    expect(prediction.completeLatencyMs?.mean).toBeLessThan(10);
  });

  it('says what it rests on, and whether the load was known', () => {
    expect(predicted(full, {}, offered(1000)).assumes).toContain('the source goes on as in the window');
    expect(predicted(full, {}, more).assumes).toMatch(/the source has more to give.*split is full/);
  });

  it.each([
    [
      'emitted nothing',
      evaluation({ components: [spout('text', { outputPerSecond: 0 })] }),
      'the spouts emitted nothing in this window',
    ],
    ['completed nothing', evaluation({ throughputPerSecond: 0 }), 'nothing completed in this window'],
    [
      'was hardly counted',
      evaluation({ components: [spout('text', { rateError: 0.5 }), bolt('split')] }),
      'the rate of text is known to ±50 % only: too few tuples were counted',
    ],
    [
      'has a bolt without a time',
      evaluation({
        components: [spout('text'), bolt('split', { inputs: [input('text')], executeLatencyMs: null })],
      }),
      'no bolt has a measurable time per tuple',
    ],
  ])('does not exist for a topology that %s, and says why', (_, window, because) => {
    expect(fitTwin([window])).toEqual({ kind: 'unknown', because, isLimitedUnseen: false });
  });

  it('has no latency without ackers, nor where an unlimited queue would grow for ever', () => {
    const silent = evaluation({ ...full, acking: false, completeLatencyMs: null, pendingLimit: null });
    expect(predicted(silent, { split: 4 }, more).completeLatencyMs).toBeNull();
    const open = evaluation({ ...full, pendingLimit: null, pendingUse: null });
    expect(predicted(open, { split: 1 }, offered(1000)).completeLatencyMs).toBeNull();
  });

  it('speaks of completed tuples where spouts emit more than that', () => {
    const half = evaluation({ ...full, throughputPerSecond: 500 });
    expect(predicted(half, {}, more).throughputPerSecond.mean).toBeCloseTo(500, 0);
  });

  it('knows that executors do not help against a hot key', () => {
    const components = full.components.map((c) => (c.name === 'split' ? { ...c, skew: 1.8 } : c));
    const even = predicted(full, { split: 4 }, offered(2000));
    const skewed = predicted({ ...full, components }, { split: 4 }, offered(2000));
    expect(skewed.throughputPerSecond.mean).toBeLessThan(even.throughputPerSecond.mean);
  });

  it('copes with bolts named like parts of the language', () => {
    const odd = evaluation({ components: [spout('text'), bolt('constructor'), bolt('toString')] });
    expect(predicted(odd, {}, offered(100)).throughputPerSecond.mean).toBeCloseTo(100, 6);
  });
});

describe('whatever was measured', () => {
  const anyBolt = (name: string, from: string) =>
    fc
      .record({
        executors: fc.integer({ min: 1, max: 16 }),
        perTuple: fc.double({ min: 0.05, max: 20, noNaN: true }),
        utilisation: fc.double({ min: 0.01, max: 1, noNaN: true }),
        ms: fc.double({ min: 0.01, max: 50, noNaN: true }),
        rateError: fc.option(fc.double({ min: 0, max: 0.8, noNaN: true })),
      })
      .map(({ perTuple, ms, ...own }) =>
        bolt(name, {
          ...own,
          inputs: [input(from)],
          inputPerSecond: 100 * perTuple,
          executeLatencyMs: ms,
          processLatencyMs: ms,
        }),
      );
  const window = fc
    .record({
      split: anyBolt('split', 'text'),
      count: anyBolt('count', 'split'),
      completeLatencyMs: fc.option(fc.double({ min: 0.1, max: 5000, noNaN: true })),
      pendingLimit: fc.option(fc.integer({ min: 1, max: 5000 })),
    })
    .map(({ split, count, ...own }) => evaluation({ components: [spout('text'), split, count], ...own }));
  const demand = fc
    .option(fc.double({ min: 1, max: 1e5, noNaN: true }))
    .map((d) => (d === null ? more : offered(d)));
  const change = fc.record({
    split: fc.integer({ min: 1, max: 64 }),
    count: fc.integer({ min: 1, max: 64 }),
  });

  it('low ≤ mean ≤ high, and none is negative', () => {
    fc.assert(
      fc.property(window, change, demand, (measured, executors, load) => {
        fc.pre(fitTwin([measured]).kind === 'twin');
        const { throughputPerSecond, completeLatencyMs } = predicted(measured, executors, load);
        for (const range of [
          throughputPerSecond,
          ...(completeLatencyMs === null ? [] : [completeLatencyMs]),
        ]) {
          expect(range.low).toBeGreaterThanOrEqual(0);
          expect(range.low).toBeLessThanOrEqual(range.mean);
          expect(range.mean).toBeLessThanOrEqual(range.high);
        }
      }),
      { numRuns: 200 },
    );
  });

  // Numbers that divide the 16 tasks: 9 executors have one with two tasks, as 8 have, and only contend more.
  it('twice the executors of what is full never lower the predicted throughput', () => {
    const power = fc.constantFrom(1, 2, 4, 8);
    fc.assert(
      fc.property(window, power, demand, (measured, split, load) => {
        fc.pre(fitTwin([measured]).kind === 'twin');
        const before = predicted(measured, { split }, load);
        fc.pre(before.limitedBy === 'split');
        const grown = predicted(measured, { split: 2 * split }, load);
        expect(grown.throughputPerSecond.mean).toBeGreaterThanOrEqual(
          before.throughputPerSecond.mean * (1 - 1e-3),
        );
      }),
    );
  });

  it('throughput × latency is what may be in flight, wherever pending or a full bolt limits (Little’s law)', () => {
    fc.assert(
      fc.property(change, (executors) => {
        const { throughputPerSecond, completeLatencyMs } = predicted(full, executors, more);
        const inFlight = (throughputPerSecond.mean * (completeLatencyMs?.mean ?? 0)) / 1000;
        expect(Math.abs(inFlight / 400 - 1)).toBeLessThan(0.1);
      }),
    );
  });
});
