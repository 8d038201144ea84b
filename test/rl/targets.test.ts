// The double-DQN target and the Huber loss by hand.
import { expect, test } from 'vitest';
import { weightedHuber } from '../../src/rl/huber.js';
import { batchOf } from '../../src/rl/index.js';
import { bestNextRows, networkGoals } from '../../src/rl/targets.js';

const shape = { inputs: 1, parts: 2 };
const setWith = (...prior: number[]) => ({
  count: prior.length / 2,
  features: new Float32Array(prior.length / 2),
  prior: Float32Array.from(prior),
});
const batch = batchOf(shape, [
  {
    set: setWith(0, 0, 5, 7),
    chosen: 1,
    reward: Float32Array.from([1, 2]),
    discount: 0.5,
    next: setWith(0, 0, 1, 1, 2, 2),
  },
  { set: setWith(3, 4), chosen: 0, reward: Float32Array.from([10, 20]), discount: 0.5, next: null },
  { set: setWith(0, 0), chosen: 0, reward: Float32Array.from([0, 0]), discount: 1, next: setWith(8, 8) },
]);

test('the online network chooses among prior + network, summed over the parts; each set has its own best', () => {
  // Totals of the first next set: 0, 2 + 9 = 11, 4 - 1 = 3.
  const online = Float32Array.from([0, 0, 4, 5, 0, -1, 0, 0]);
  expect([...bestNextRows(batch, 2, online)]).toEqual([1, -1, 3]);
});

test('the target network says what that one is worth, part by part', () => {
  const best = Int32Array.from([1, -1, 3]);
  const target = Float32Array.from([100, 200, 999, 999, 0.5, -0.5]);
  expect([...networkGoals(batch, 2, best, target)]).toEqual([
    // reward + discount × (prior of the best + target network) - prior of the chosen
    1 + 0.5 * (1 + 100) - 5,
    2 + 0.5 * (1 + 200) - 7,
    // No future.
    10 - 3,
    20 - 4,
    8.5,
    7.5,
  ]);
});

test('Huber: squares up to delta, straight beyond, each part with its own delta, rows by importance', () => {
  const goals = Float32Array.from([1, -3, 0, 0.5]);
  const { loss, errors, slopes } = weightedHuber(
    new Float32Array(4),
    goals,
    Float32Array.from([1, 0.5]),
    [2, 1],
  );
  expect([...errors]).toEqual([1, -3, 0, 0.5]);
  // (1 × (1/2 + 1 × (3 - 1/2)) + 0.5 × (0 + 0.125)) / 2
  expect(loss).toBeCloseTo((0.5 + 2.5 + 0.0625) / 2, 10);
  expect([...slopes]).toEqual([-0.5, 0.5, -0, -0.125]);
});
