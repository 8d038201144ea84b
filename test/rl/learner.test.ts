// The learner: learns small worlds in seconds, gives the same weights for the same seed, and survives what is not a number.
import { describe, expect, test } from 'vitest';
import {
  argmax,
  batchOf,
  type CandidateSet,
  constant,
  createEnsemble,
  createLearner,
  createReplay,
  type EpisodeStep,
  initialWeights,
  type Learner,
  nStepTransitions,
  openBackend,
  withNormalisation,
} from '../../src/rl/index.js';
import { createRandom } from '../../src/util/index.js';
import { learning, nativeInstalled, setOf, small, transitionsOf, wasm, wornWeights } from './helpers.js';

/** Steps on batches of their own, drawn by the number of the step. */
const train = (learner: Learner, from: number, to: number): void => {
  for (let i = from; i < to; i++) learner.step(batchOf(small, transitionsOf(16, small, 100 + i)));
};

describe('learning', () => {
  test('which candidate is best, among sets of different sizes, against a prior that says otherwise', async () => {
    const shape = { inputs: 3, hidden: [32, 32], parts: 2 };
    const random = createRandom(1);
    // Worth is what the network must find: large near 0.5 of the first feature, minus the second, both hidden from the prior.
    const worth = (set: CandidateSet, i: number): [number, number] => [
      1 - Math.abs(set.features[3 * i]! - 0.5),
      -0.5 * set.features[3 * i + 1]!,
    ];
    const total = (set: CandidateSet, i: number): number => worth(set, i)[0] + worth(set, i)[1];
    const someSet = (): CandidateSet => {
      const count = 2 + random.integer(10);
      // The third feature tells the candidate that the prior favours: what the network cannot see, it cannot undo.
      const features = Float32Array.from({ length: 3 * count }, (_, i) =>
        i % 3 === 2 ? Number(i === 2) : 2 * random.uniform() - 1,
      );
      return {
        count,
        features,
        prior: Float32Array.from({ length: 2 * count }, (_, i) => (i < 2 ? 0.5 : 0)),
      };
    };
    const replay = createReplay({ ...shape, capacity: 4000, batch: 64, priorities: null });
    const sets = Array.from({ length: 4000 }, someSet);
    replay.add(
      sets.map((set) => {
        const chosen = random.integer(set.count);
        return { set, chosen, reward: Float32Array.from(worth(set, chosen)), discount: 1, next: null };
      }),
    );
    const options = learning(2, { learningRate: constant(3e-3) });
    const initial = withNormalisation(initialWeights(shape, random), sets);
    const learner = createLearner(options, initial, await wasm(shape));
    const regret = (weights = learner.weights): number => {
      const ensemble = createEnsemble([weights]);
      const regrets = sets.slice(0, 300).map((set) => {
        const best = Math.max(...Array.from({ length: set.count }, (_, i) => total(set, i)));
        return best - total(set, ensemble.score(set).best);
      });
      return regrets.reduce((a, b) => a + b, 0) / regrets.length;
    };
    const untrained = regret();
    for (let i = 0; i < 800; i++) learner.step(replay.sample(random, 64).batch);
    expect(untrained).toBeGreaterThan(0.4);
    expect(regret()).toBeLessThan(0.05);
  });

  test('the value of a chain to its end, and of a loop that never ends, by bootstrapping', async () => {
    const shape = { inputs: 2, hidden: [16], parts: 1 };
    const one = (position: number, loop: number): CandidateSet => ({
      count: 1,
      features: Float32Array.from([position, loop]),
      prior: new Float32Array(1),
    });
    const minute = (set: CandidateSet): EpisodeStep => ({ set, chosen: 0, reward: [1], seconds: 60 });
    const options = { steps: 1, discountPerMinute: 0.8 };
    const loop = one(0, 1);
    const chain = [one(-1, 0), one(0, 0), one(1, 0)];
    const transitions = [
      ...nStepTransitions(chain.map(minute), null, options),
      ...nStepTransitions([minute(loop)], loop, options),
    ];
    const learner = createLearner(
      learning(1, { learningRate: constant(5e-3), copyEvery: 10 }),
      initialWeights(shape, createRandom(7)),
      await wasm(shape),
    );
    for (let i = 0; i < 1500; i++) learner.step(batchOf(shape, transitions));
    const { score } = createEnsemble([learner.weights]);
    const values = [...chain, loop].map((set) => score(set).totals[0]!);
    // 1 + 0.8 + 0.64, 1 + 0.8, 1; and 1 / (1 - 0.8).
    [2.44, 1.8, 1, 5].forEach((expected, i) => {
      expect(Math.abs(values[i]! - expected)).toBeLessThan(0.1);
    });
  });

  test('to repeat what it sees: the candidate that is marked (identity)', async () => {
    const shape = { inputs: 4, hidden: [16], parts: 1 };
    const random = createRandom(9);
    const marked = (right: number): CandidateSet => ({
      count: 4,
      // One feature marks the right candidate, beside the number of the candidate.
      features: Float32Array.from({ length: 16 }, (_, i) => {
        const candidate = Math.floor(i / 4);
        return i % 4 === 0 ? Number(candidate === right) : Number(i % 4 === candidate);
      }),
      prior: new Float32Array(4),
    });
    const replay = createReplay({
      ...shape,
      capacity: 1000,
      batch: 32,
      priorities: { exponent: 0.6, smallest: 1e-3 },
    });
    for (let episode = 0; episode < 40; episode++) {
      const steps = Array.from({ length: 20 }, () => {
        const [right, chosen] = [random.integer(4), random.integer(4)];
        return { set: marked(right), chosen, reward: [Number(right === chosen)], seconds: 60 };
      });
      replay.add(nStepTransitions(steps, marked(0), { steps: 3, discountPerMinute: 0.5 }));
    }
    const learner = createLearner(
      learning(1, { learningRate: constant(3e-3) }),
      initialWeights(shape, random),
      await wasm(shape),
    );
    for (let i = 0; i < 600; i++) {
      const { batch, slots } = replay.sample(random, 32, 0.4);
      replay.learned(slots, learner.step(batch).errors);
    }
    const { score } = createEnsemble([learner.weights]);
    expect([0, 1, 2, 3].map((right) => argmax(score(marked(right)).totals))).toEqual([0, 1, 2, 3]);
  });
});

test.each(nativeInstalled ? (['wasm', 'native'] as const) : (['wasm'] as const))(
  'the same seed gives the same weights on %s',
  async (prefer) => {
    const backend = await openBackend({ prefer, shape: small, rows: 32 });
    const runs = [1, 2].map(() => {
      const learner = createLearner(learning(3), initialWeights(small, createRandom(5)), backend);
      train(learner, 0, 30);
      return learner.state();
    });
    expect(runs[0]).toEqual(runs[1]);
  },
);

test('the target network is copied every so many steps, and only then', async () => {
  const learner = createLearner(learning(3, { copyEvery: 4 }), wornWeights(small, 1), await wasm());
  const initial = learner.state().target;
  train(learner, 0, 3);
  expect(learner.state().target).toEqual(initial);
  expect(learner.state().online).not.toEqual(initial);
  train(learner, 3, 4);
  expect(learner.state().target).toEqual(learner.state().online);
});

test('a step keeps no tensors', async () => {
  const backend = await wasm();
  const learner = createLearner(learning(3), wornWeights(small, 2), backend);
  train(learner, 0, 1);
  const before = backend.tf.memory().numTensors;
  train(learner, 1, 10);
  expect(() => learner.step(batchOf(small, transitionsOf(4, small, 1, { discount: Number.NaN })))).toThrow();
  expect(backend.tf.memory().numTensors).toBe(before);
});

test.each([
  ['a reward that is not a number', { reward: Float32Array.from([0, Number.NaN, 0]) }],
  ['a reward without end', { reward: Float32Array.from([0, Number.POSITIVE_INFINITY, 0]) }],
  [
    'features that are not numbers',
    {
      set: { ...setOf(1, small, createRandom(1)), features: new Float32Array(7).fill(Number.NaN) },
      chosen: 0,
    },
  ],
  [
    'next features that are not numbers',
    { next: { ...setOf(1, small, createRandom(1)), features: new Float32Array(7).fill(Number.NaN) } },
  ],
])('%s stops training and leaves everything as before the step', async (_, own) => {
  const learner = createLearner(learning(3), wornWeights(small, 3), await wasm());
  train(learner, 0, 5);
  const before = learner.state();
  const bad = batchOf(small, [...transitionsOf(7, small, 1), ...transitionsOf(1, small, 2, own)]);
  expect(() => learner.step(bad)).toThrow(expect.objectContaining({ code: 'TRIMTAB_E_TRAINING_DIVERGED' }));
  expect(learner.state()).toEqual(before);
  train(learner, 5, 6);
  expect(learner.state().step).toBe(6);
});

test('a gradient longer than the limit is shortened to it', async () => {
  const learner = createLearner(learning(3, { gradientNorm: 1e-3 }), wornWeights(small, 3), await wasm());
  const { gradientNorm } = learner.step(batchOf(small, transitionsOf(16, small, 1)));
  const { first } = learner.state();
  expect(gradientNorm).toBeGreaterThan(0.1);
  // After one step the first moment of Adam is a tenth of the gradient that was used.
  expect(Math.hypot(...first)).toBeCloseTo(1e-4, 8);
});

test('a learner that goes on from a state gives the same weights as one that never stopped', async () => {
  const backend = await wasm();
  const options = learning(3, { learningRate: (step) => 1e-3 / (1 + step), copyEvery: 7 });
  const whole = createLearner(options, wornWeights(small, 4), backend);
  train(whole, 0, 25);
  const begun = createLearner(options, wornWeights(small, 4), backend);
  train(begun, 0, 10);
  const resumed = createLearner(options, wornWeights(small, 99), backend, begun.state());
  train(resumed, 10, 25);
  expect(resumed.state()).toEqual(whole.state());
});
