// The utility of a window by hand-computed examples of docs/reference: 0 at the reference, a third for each doubling, SLOs, what is dropped.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  costPerHour,
  type Objective,
  type Performance,
  partScores,
  utility,
} from '../../src/objective/index.js';
import { balanced } from '../builders.js';

const reference = { throughputPerSecond: 1000, completeLatencyMs: 200, costPerHour: 0.2 };
const asReference: Performance = { ...reference, acking: true, pauseSecondsLastHour: 0 };

function weighing(weights: Partial<Objective['weights']>, own: Partial<Objective> = {}): Objective {
  return { ...balanced, weights: { throughput: 0, latency: 0, cost: 0, stability: 0, ...weights }, ...own };
}

const u = (own: Partial<Performance>, objective: Objective = balanced): number | null =>
  utility({ ...asReference, ...own }, objective, reference);

describe('utility', () => {
  it('is 0 at the reference', () => {
    expect(u({})).toBeCloseTo(0, 12);
  });

  it.each([
    ['twice the throughput', { throughput: 1 }, { throughputPerSecond: 2000 }, 1 / 3],
    ['half the throughput', { throughput: 1 }, { throughputPerSecond: 500 }, -1 / 3],
    ['half the latency', { latency: 1 }, { completeLatencyMs: 100 }, 1 / 3],
    ['twice the latency', { latency: 1 }, { completeLatencyMs: 400 }, -1 / 3],
    ['half the cost', { cost: 1 }, { costPerHour: 0.1 }, 1 / 3],
    ['twice the cost', { cost: 1 }, { costPerHour: 0.4 }, -1 / 3],
    ['eight times the throughput', { throughput: 1 }, { throughputPerSecond: 8000 }, 1],
    ['a hundred times the throughput', { throughput: 1 }, { throughputPerSecond: 100_000 }, 1],
    ['a sixteenth of the throughput', { throughput: 1 }, { throughputPerSecond: 62.5 }, -1],
    ['no throughput', { throughput: 1 }, { throughputPerSecond: 0 }, -1],
    ['150 s of pause in the last hour', { stability: 1 }, { pauseSecondsLastHour: 150 }, -0.5],
    ['ten minutes of pause in the last hour', { stability: 1 }, { pauseSecondsLastHour: 600 }, -1],
  ] as const)('of %s', (_, weights, own, expected) => {
    expect(u(own, weighing(weights))).toBeCloseTo(expected, 12);
  });

  it('is by what is left where nothing is on offer and nothing comes through: that is no standing still', () => {
    const idle = { ...asReference, throughputPerSecond: 0, completeLatencyMs: null, costPerHour: 0.1 };
    const nothing = { ...reference, throughputPerSecond: 0 };
    // (0.2 × 1/3 + 0.3 × 0) / 0.5
    expect(utility(idle, balanced, nothing)).toBeCloseTo(2 / 15, 12);
    expect(utility(idle, weighing({ throughput: 1 }), nothing)).toBeNull();
    expect(utility(idle, weighing({ throughput: 1 }), reference)).toBe(-1);
  });

  it('is the weighted mean of the parts', () => {
    // (1 × 1/3 + 0.5 × −1/3 + 0.2 × 0 + 0.3 × −0.5) / 2
    const own = { throughputPerSecond: 2000, completeLatencyMs: 400, pauseSecondsLastHour: 150 };
    expect(u(own)).toBeCloseTo((1 / 3 - 1 / 6 - 0.15) / 2, 12);
  });

  it('loses half a point when all service levels are broken, a quarter when one of two is', () => {
    const slo = { completeLatencyMs: 200, minThroughputPerSecond: 1500 };
    const objective = weighing({ cost: 1 }, { slo });
    expect(u({ throughputPerSecond: 1500, completeLatencyMs: 200 }, objective), 'just kept').toBeCloseTo(
      0,
      12,
    );
    expect(u({ throughputPerSecond: 1499 }, objective)).toBeCloseTo(-0.25, 12);
    expect(u({ throughputPerSecond: 1499, completeLatencyMs: 201 }, objective)).toBeCloseTo(-0.5, 12);
    expect(u({ costPerHour: 10, throughputPerSecond: 1, completeLatencyMs: 9e9 }, objective)).toBe(-1);
  });

  it('measures latency against its service level, where there is one', () => {
    const objective = weighing({ latency: 1 }, { slo: { completeLatencyMs: 100 } });
    expect(u({ completeLatencyMs: 50 }, objective)).toBeCloseTo(1 / 3, 12);
    expect(u({ completeLatencyMs: 100 }, objective)).toBeCloseTo(0, 12);
  });

  it('drops latency, and its service level, without ackers', () => {
    const objective = { ...balanced, slo: { completeLatencyMs: 1 } };
    const own = { acking: false, completeLatencyMs: null, throughputPerSecond: 2000 };
    expect(u(own, objective)).toBeCloseTo(1 / 3 / 1.5, 12);
    expect(partScores({ ...asReference, ...own }, objective, reference).latency).toBeNull();
  });

  it('drops a part that is not known, rather than making up a number', () => {
    expect(u({ throughputPerSecond: null }, weighing({ throughput: 1, cost: 1 }))).toBeCloseTo(0, 12);
    expect(u({ throughputPerSecond: null }, weighing({ throughput: 1 }))).toBeNull();
    expect(utility(asReference, weighing({ throughput: 1 }), {})).toBeNull();
  });

  it('of a topology that stands still is bad, also before there is a reference', () => {
    const still = { ...asReference, throughputPerSecond: 0, completeLatencyMs: null };
    expect(partScores(still, balanced, {}).throughput).toBe(-1);
    expect(utility(still, balanced, {})).toBeLessThan(-0.5);
  });

  it('has no cost part when nothing has a price', () => {
    const free = { executorPerHour: 0, workerPerHour: 0 };
    expect(costPerHour(12, 3, free)).toBe(0);
    const performance = { ...asReference, costPerHour: 0 };
    const own = { ...reference, costPerHour: 0 };
    expect(partScores(performance, balanced, own).cost).toBeNull();
    expect(utility(performance, balanced, own)).toBeCloseTo(0, 12);
  });

  it('lies in −1 … 1 and is finite, whatever is measured, wanted and paid', () => {
    const amount = fc.oneof(fc.constantFrom(0, 1e-300, 1e300), fc.double({ min: 0, max: 1e9, noNaN: true }));
    const maybe = fc.option(amount);
    fc.assert(
      fc.property(
        fc.record({
          throughputPerSecond: maybe,
          completeLatencyMs: maybe,
          costPerHour: amount,
          acking: fc.boolean(),
          pauseSecondsLastHour: amount,
        }),
        fc.record({ throughput: amount, latency: amount, cost: amount, stability: amount }),
        fc.record({ completeLatencyMs: amount, minThroughputPerSecond: amount }, { requiredKeys: [] }),
        fc.record(
          { throughputPerSecond: amount, completeLatencyMs: amount, costPerHour: amount },
          { requiredKeys: [] },
        ),
        (performance, weights, slo, own) => {
          const value = utility(performance, { ...balanced, weights, slo }, own);
          if (value === null) return;
          expect(value).toBeGreaterThanOrEqual(-1);
          expect(value).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never falls when throughput rises or latency falls', () => {
    const some = fc.double({ min: 0.001, max: 1e6, noNaN: true });
    const objective = { ...balanced, slo: { completeLatencyMs: 200, minThroughputPerSecond: 800 } };
    fc.assert(
      fc.property(some, some, some, fc.double({ min: 1, max: 100, noNaN: true }), (x, r, c, better) => {
        const before = u({ throughputPerSecond: x, completeLatencyMs: r, costPerHour: c }, objective) ?? 0;
        const faster = u(
          { throughputPerSecond: x * better, completeLatencyMs: r, costPerHour: c },
          objective,
        );
        const sooner = u(
          { throughputPerSecond: x, completeLatencyMs: r / better, costPerHour: c },
          objective,
        );
        expect(faster).toBeGreaterThanOrEqual(before - 1e-12);
        expect(sooner).toBeGreaterThanOrEqual(before - 1e-12);
      }),
    );
  });

  it('counts ackers as executors in the cost', () => {
    expect(costPerHour(10, 2, balanced.prices)).toBeCloseTo(0.2, 12);
  });
});
