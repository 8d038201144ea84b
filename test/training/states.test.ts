// The sample of states that is kept beside a model: drawn from the episodes of its training, and not where these are too few.
import { expect, it } from 'vitest';
import { suiteNamed } from '../../src/training/index.js';
import { statesIn } from '../../src/training/states/look.js';
import { tasksOf, trainingStatesOf } from '../../src/training/states/training-states.js';

const spec = {
  suite: 'train',
  rounds: 2,
  episodesPerRound: 15,
  minutes: 12,
  decideEveryMinutes: 3,
  seeds: [1],
  weights: 'drawn' as const,
};
const options = (jobs: number) => ({ jobs, signal: new AbortController().signal, onDone: () => {} });

it('is not made of a training that is too short to have enough of them', async () => {
  expect(await trainingStatesOf({ ...spec, rounds: 1 }, [], options(1))).toBeNull();
});

it('is of the objective that the training is for', () => {
  const weights = { throughput: 0, latency: 0, cost: 1, stability: 0 };
  const forCost = tasksOf({ ...spec, weights }, [3, 4], 2).map((task) => task.spec.objective.weights);
  expect(forCost).toEqual([weights, weights]);
  expect(tasksOf(spec, [3], 2)[0]?.spec.objective.weights).not.toEqual(weights);
});

it('draws states of one episode, each once, the same by the same seed', () => {
  const episode = suiteNamed('train')?.episode(3);
  if (episode === undefined) throw new Error('no such suite');
  const task = { spec: { ...episode, minutes: 12 }, decideEveryMinutes: 3, kept: 2, seed: 1 };
  const states = statesIn(task);
  expect(states).toHaveLength(2);
  expect(states[0]).not.toEqual(states[1]);
  expect(statesIn(task)).toEqual(states);
});
