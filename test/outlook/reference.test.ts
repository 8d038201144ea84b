// What a topology is compared with, at the prices that are in force.
import { expect, it } from 'vitest';
import { referenceAt, referenceOf, worthNow } from '../../src/outlook/index.js';
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
