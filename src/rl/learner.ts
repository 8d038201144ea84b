// Double DQN with a target network: one call is one gradient step on one batch.
import { TrimtabError } from '../errors/index.js';
import { adamStep, clipNorm, createAdamState } from './adam.js';
import type { Backend } from './backend.js';
import { copyWeights } from './layers.js';
import type { Schedule } from './schedule.js';
import { bestNextRows, networkGoals } from './targets.js';
import { createTensorNetwork } from './tensors.js';
import type { Batch, Weights } from './types.js';

export interface LearnerOptions {
  /** Of Adam, for each gradient step. */
  readonly learningRate: Schedule;
  /** P: errors beyond this count linearly, in units of the reward. */
  readonly huberDeltas: readonly number[];
  /** The gradient over all weights is shortened to this norm. */
  readonly gradientNorm: number;
  /** The target network is copied from the online one after so many steps (Mnih 2015, C). */
  readonly copyEvery: number;
}

/** Everything that a step changes. Training that goes on from it gives the same weights as one that never stopped. */
export interface TrainingState {
  /** Gradient steps done. */
  readonly step: number;
  /** Each as long as `Weights.values`: the online and the target network, and the two moments of Adam. */
  readonly online: Float32Array;
  readonly target: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
}

export interface StepResult {
  /** Huber loss, weighted by importance, summed over the parts, mean over the batch; before the step. */
  readonly loss: number;
  /** Norm of the gradient before it was clipped. */
  readonly gradientNorm: number;
  /** B: sum over the parts of the absolute errors; the priorities of `Replay.learned`. */
  readonly errors: Float32Array;
}

export interface Learner {
  /** The online network. It changes with each step; `copyWeights` keeps one. */
  readonly weights: Weights;
  /** @throws TRIMTAB_E_TRAINING_DIVERGED, with everything as before the step, where a number of the batch or the loss is not finite */
  step(batch: Batch): StepResult;
  /** A copy, for a checkpoint. */
  state(): TrainingState;
}

/**
 * @param initial shape, normalisation and, without a state, the weights to begin with; it is copied
 * @param resumed goes on from here, as if there had been no interruption
 */
export function createLearner(
  options: LearnerOptions,
  initial: Weights,
  { tf }: Backend,
  resumed?: TrainingState,
): Learner {
  const { shape } = initial;
  const { parts } = shape;
  const online = copyWeights(resumed === undefined ? initial : { ...initial, values: resumed.online });
  const target = copyWeights(resumed === undefined ? initial : { ...initial, values: resumed.target });
  const adam =
    resumed === undefined
      ? createAdamState(online.values.length)
      : { step: resumed.step, first: resumed.first.slice(), second: resumed.second.slice() };
  const network = createTensorNetwork(tf, shape, options.huberDeltas);

  const goalsOf = (batch: Batch): Float32Array => {
    const rows = batch.nextPrior.length / parts;
    const best = bestNextRows(batch, parts, network.forward(online, batch.nextFeatures, rows));
    const bestFeatures = new Float32Array(batch.size * shape.inputs);
    best.forEach((row, b) => {
      if (row < 0) return;
      const from = row * shape.inputs;
      bestFeatures.set(batch.nextFeatures.subarray(from, from + shape.inputs), b * shape.inputs);
    });
    return networkGoals(batch, parts, best, network.forward(target, bestFeatures, batch.size));
  };

  return {
    weights: online,
    step: (batch) => {
      if (![batch.chosenFeatures, batch.nextFeatures, batch.nextPrior].every(isFinite32)) {
        throw diverged(adam.step, 'a feature or a prior of the batch is not a finite number');
      }
      const { loss, errors, values } = network.gradient(online, {
        rows: batch.size,
        features: batch.chosenFeatures,
        goals: goalsOf(batch),
        importance: batch.importance,
      });
      const gradientNorm = clipNorm(values, options.gradientNorm);
      if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
        throw diverged(adam.step, `the loss is ${loss} and the norm of its gradient ${gradientNorm}`);
      }
      adamStep(online.values, values, adam, options.learningRate(adam.step));
      if (adam.step % options.copyEvery === 0) target.values.set(online.values);
      return { loss, gradientNorm, errors: sizesOf(errors, parts) };
    },
    state: () => ({
      step: adam.step,
      online: online.values.slice(),
      target: target.values.slice(),
      first: adam.first.slice(),
      second: adam.second.slice(),
    }),
  };
}

/** B: the sum of the absolute errors of the parts; errors of two parts that cancel are errors all the same. */
function sizesOf(errors: Float32Array, parts: number): Float32Array {
  const sizes = new Float32Array(errors.length / parts);
  errors.forEach((error, i) => {
    sizes[Math.floor(i / parts)]! += Math.abs(error);
  });
  return sizes;
}

const diverged = (step: number, what: string): TrimtabError =>
  new TrimtabError('TRIMTAB_E_TRAINING_DIVERGED', `Training stopped before step ${step + 1}: ${what}.`);

/** Looked at here, since ReLU on some backends makes zero of what is not a number. */
function isFinite32(values: Float32Array): boolean {
  // One number that is not finite makes the sum so; a sum of finite float32 numbers does not overflow.
  let sum = 0;
  for (const value of values) sum += value;
  return Number.isFinite(sum);
}
