// An ensemble decides by the mean of its networks, and knows how far they differ; schedules end where they say.
import { describe, expect, test } from 'vitest';
import {
  constant,
  createEnsemble,
  createNetwork,
  exponential,
  linear,
  partValues,
} from '../../src/rl/index.js';
import { createRandom } from '../../src/util/index.js';
import { furthest, setOf, small, wornWeights } from './helpers.js';

describe('an ensemble', () => {
  /** A network without hidden layers: part = kernel × feature. */
  const line = (slope: number) => ({
    shape: { inputs: 1, hidden: [], parts: 1 },
    values: Float32Array.from([slope, 0]),
    mean: new Float32Array(1),
    scale: Float32Array.from([1]),
  });
  const set = { count: 3, features: Float32Array.from([1, 2, 4]), prior: Float32Array.from([10, 0, 0]) };

  test('by hand: slopes 1 and 3 on features 1, 2, 4, with a prior of 10 for hold', () => {
    const { parts, totals, best, disagreement } = createEnsemble([line(1), line(3)]).score(set);
    expect([...totals]).toEqual([12, 4, 8]);
    expect(parts).toEqual(totals);
    expect(best).toBe(0);
    // Q - Q(hold) of the second: 2 - 11 and 6 - 13, of the third: 4 - 11 and 12 - 13.
    expect([...disagreement]).toEqual([0, 1, 3]);
  });

  test('of one network is that network, and sure', () => {
    const some = setOf(5, small, createRandom(1));
    const weights = wornWeights(small, 1);
    const { parts, disagreement } = createEnsemble([weights]).score(some);
    expect(furthest(parts, partValues(createNetwork(small), weights, some))).toBe(0);
    expect([...disagreement]).toEqual([0, 0, 0, 0, 0]);
  });

  test('of no network is refused', () => {
    expect(() => createEnsemble([])).toThrow(RangeError);
  });
});

describe('a schedule', () => {
  test('may stay', () => expect([0, 99].map(constant(3))).toEqual([3, 3]));

  test('may go straight, and stays at its end', () => {
    expect([0, 5, 10, 99].map(linear({ from: 1, to: 0, steps: 10 }))).toEqual([1, 0.5, 0, 0]);
  });

  test('may change by the same factor in each step', () => {
    const [a, b, c, d] = [0, 1, 2, 99].map(exponential({ from: 1, to: 0.01, steps: 2 }));
    expect([a, c, d]).toEqual([1, 0.01, 0.01]);
    expect(b).toBeCloseTo(0.1, 12);
    expect(() => exponential({ from: 1, to: 0, steps: 2 })).toThrow(RangeError);
  });
});
