// What a topology is compared with: at the prices that are in force, and latency for latency.
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/metrics/index.js';
import {
  referenceAt,
  referenceOf,
  referenceToKeep,
  type StoredReference,
  worthNow,
} from '../../src/outlook/index.js';
import { balanced, evaluation } from '../builders.js';

const dearer = {
  ...balanced,
  prices: {
    executorPerHour: 50 * balanced.prices.executorPerHour,
    workerPerHour: 50 * balanced.prices.workerPerHour,
  },
};

it('costs what it would cost now: new prices alone make nothing better or worse', () => {
  const first = referenceOf(evaluation({}), balanced);
  const cost = referenceAt(evaluation({}), balanced, first).costPerHour ?? 0;
  expect(cost).toBeGreaterThan(0);
  expect(referenceAt(evaluation({}), dearer, first).costPerHour).toBeCloseTo(50 * cost, 9);
  expect(worthNow(evaluation({}), dearer, first).utility).toBeCloseTo(
    worthNow(evaluation({}), balanced, first).utility ?? Number.NaN,
    9,
  );
});

it('keeps the cost of an earlier release, which did not say what it was paid for', () => {
  const { executors: _, workers: _w, ...earlier } = referenceOf(evaluation({}), balanced) ?? {};
  const first = { throughputPerSecond: 1, completeLatencyMs: null, costPerHour: 3, ...earlier };
  expect(referenceAt(evaluation({}), dearer, first).costPerHour).toBe(first.costPerHour);
});

describe('the latency that the application measures', () => {
  const told = (latencyMs: number | null, own = {}) =>
    evaluation({
      ...own,
      completeLatencyMs: 50,
      external: { backlogTuples: null, offeredPerSecond: null, latencyMs, latencyP95Ms: null },
    });
  const latencyOf = (seen: Evaluation, kept: StoredReference | null) =>
    referenceAt(seen, balanced, kept).completeLatencyMs;

  it('is compared with itself, not with the complete latency', () => {
    const first = told(9000);
    const kept = referenceToKeep(null, first, balanced);
    expect(worthNow(first, balanced, kept).utility).toBeCloseTo(0, 9);
    expect(latencyOf(told(4500), kept)).toBe(9000);
    expect(latencyOf(told(null), kept)).toBe(50);
    expect(referenceToKeep(kept, told(4500), balanced)).toBeNull();
  });

  it('joins a reference from before it was measured; until then it is its own', () => {
    const before = referenceToKeep(null, told(null), balanced);
    expect(latencyOf(told(700), before)).toBe(700);
    const kept = referenceToKeep(before, told(700), balanced);
    expect(kept).toEqual({ ...before, applicationLatencyMs: 700 });
    expect(latencyOf(told(1400), kept)).toBe(700);
  });

  it('gives way to what the objective says', () => {
    const objective = { ...balanced, reference: { completeLatencyMs: 20 } };
    expect(referenceAt(told(700), objective, null).completeLatencyMs).toBe(20);
  });
});
