// n-step returns by hand: rewards discounted by the time that passed, and values of the set behind them.
import { expect, test } from 'vitest';
import { type EpisodeStep, nStepTransitions } from '../../src/rl/index.js';
import { createRandom } from '../../src/util/index.js';
import { setOf, small } from './helpers.js';

const random = createRandom(1);
const sets = [0, 1, 2, 3].map(() => setOf(3, small, random));
const [first, second, third, last] = sets;
const episode: EpisodeStep[] = [
  { set: first!, chosen: 1, reward: [1, 10], seconds: 60 },
  { set: second!, chosen: 0, reward: [2, 20], seconds: 120 },
  { set: third!, chosen: 2, reward: [4, 40], seconds: 60 },
];
const half = { discountPerMinute: 0.5 };

test('one step: the reward as it came, and the next set discounted by the time between', () => {
  const [a, b, c] = nStepTransitions(episode, last!, { steps: 1, ...half });
  expect([...a!.reward, a!.discount]).toEqual([1, 10, 0.5]);
  expect(a!.next).toBe(second);
  expect([...b!.reward, b!.discount]).toEqual([2, 20, 0.25]);
  expect(b!.next).toBe(third);
  expect(c!.next).toBe(last);
  expect([a!.chosen, b!.chosen, c!.chosen]).toEqual([1, 0, 2]);
});

test('two steps: the second reward is discounted by the minute before it', () => {
  const [a, b, c] = nStepTransitions(episode, last!, { steps: 2, ...half });
  expect([...a!.reward, a!.discount]).toEqual([1 + 0.5 * 2, 10 + 0.5 * 20, 0.125]);
  expect(a!.next).toBe(third);
  expect([...b!.reward, b!.discount]).toEqual([2 + 0.25 * 4, 20 + 0.25 * 40, 0.125]);
  expect(b!.next).toBe(last);
  expect([...c!.reward, c!.discount]).toEqual([4, 40, 0.5]);
});

test('an episode that was cut off goes on in value: all that reach its end look at the last set', () => {
  const transitions = nStepTransitions(episode, last!, { steps: 10, ...half });
  expect(transitions.map(({ next }) => next)).toEqual([last, last, last]);
  expect([...transitions[0]!.reward, transitions[0]!.discount]).toEqual([
    1 + 0.5 * 2 + 0.125 * 4,
    10 + 0.5 * 20 + 0.125 * 40,
    0.0625,
  ]);
});

test('without a future nothing is bootstrapped', () => {
  const transitions = nStepTransitions(episode, null, { steps: 2, ...half });
  expect(transitions.map(({ next }) => next)).toEqual([third, null, null]);
});

test('an empty episode has no transitions', () => {
  expect(nStepTransitions([], last!, { steps: 3, ...half })).toEqual([]);
});
