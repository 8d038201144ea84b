// Sets, networks and transitions for the tests of the learner.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  type Backend,
  type CandidateSet,
  constant,
  initialWeights,
  type LearnerOptions,
  type NetworkShape,
  openBackend,
  type Transition,
  type Weights,
} from '../../src/rl/index.js';
import { createRandom, type Random } from '../../src/util/index.js';

export const small: NetworkShape = { inputs: 7, hidden: [16, 12], parts: 3 };

export const floats = (length: number, random: Random): Float32Array =>
  Float32Array.from({ length }, () => random.normal());

export const setOf = (count: number, shape: NetworkShape, random: Random): CandidateSet => ({
  count,
  features: floats(count * shape.inputs, random),
  prior: floats(count * shape.parts, random),
});

/** Weights of which none is zero: also the last layer says something. */
export const wornWeights = (shape: NetworkShape, seed: number): Weights => {
  const random = createRandom(seed);
  const weights = initialWeights(shape, random);
  return { ...weights, values: weights.values.map((value) => value + 0.1 * random.normal()) };
};

export const transitionsOf = (
  amount: number,
  shape: NetworkShape,
  seed: number,
  own: Partial<Transition> = {},
): Transition[] => {
  const random = createRandom(seed);
  return Array.from({ length: amount }, () => {
    const set = setOf(1 + random.integer(6), shape, random);
    return {
      set,
      chosen: random.integer(set.count),
      reward: floats(shape.parts, random),
      discount: 0.5 + 0.5 * random.uniform(),
      next: random.uniform() < 0.1 ? null : setOf(1 + random.integer(6), shape, random),
      ...own,
    };
  });
};

export const learning = (parts: number, own: Partial<LearnerOptions> = {}): LearnerOptions => ({
  learningRate: constant(1e-3),
  huberDeltas: Array.from({ length: parts }, () => 2),
  gradientNorm: 10,
  copyEvery: 20,
  ...own,
});

export const wasm = (shape: NetworkShape = small): Promise<Backend> =>
  openBackend({ prefer: 'wasm', shape, rows: 32 });

/** Whether `npm run native` has been run here. */
export const nativeInstalled = ((): boolean => {
  try {
    const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json');
    return existsSync(join(dirname(manifest), 'lib/napi-v8/tfjs_binding.node'));
  } catch {
    return false;
  }
})();

export const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
