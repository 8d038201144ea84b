// The networks of an ensemble and what they remember: shared experience, of which each learns batches of its own.
import { setImmediate } from 'node:timers/promises';
import { valueParts } from '../../objective/index.js';
import { dqnInputs } from '../../policy/index.js';
import {
  type Backend,
  copyWeights,
  createLearner,
  createReplay,
  exponential,
  initialWeights,
  type Learner,
  type NetworkShape,
  type TrainingState,
  type Transition,
  type Weights,
  withNormalisation,
} from '../../rl/index.js';
import { createRandom } from '../../util/index.js';
import { mean } from '../statistics.js';
import type { TrainingSpec } from './spec.js';
import type { Rollout } from './types.js';

export interface Student {
  /** Copies of the networks; none until there is something to learn from. */
  weights(): Weights[];
  /** What each network needs to go on. */
  states(): TrainingState[];
  /** @param isWarmUp only to be gathered: the networks begin with more */
  remember(played: readonly Pick<Rollout, 'transitions'>[], isWarmUp: boolean): void;
  /**
   * The gradient steps of a round.
   * @returns the mean loss over the networks; null while there are none
   * @throws TRIMTAB_E_TRAINING_DIVERGED; the reason of the signal
   */
  learn(round: number, signal: AbortSignal): Promise<number | null>;
}

export interface Former {
  /** Their normalisation is taken up, and their values where there is no state. */
  readonly members: readonly Weights[];
  readonly states: readonly TrainingState[];
}

export function shapeOf({ hidden }: TrainingSpec): NetworkShape {
  return { inputs: dqnInputs, hidden, parts: valueParts.length };
}

/**
 * @param former networks to go on with; null begins anew
 * @param kept so many of what it remembers first are never forgotten, beside the capacity of the spec
 * @param rounds in which networks learn, of the whole training: the learning rate falls over these
 */
export function createStudent(
  spec: TrainingSpec,
  backend: Backend,
  former: Former | null,
  kept: number,
  rounds: number,
): Student {
  const { batch } = spec;
  const capacity = spec.capacity + kept;
  const { inputs, parts } = shapeOf(spec);
  const replay = createReplay({ inputs, parts, capacity, kept, batch, priorities: null });
  let learners: Learner[] =
    former === null
      ? []
      : former.members.map((one, i) =>
          createLearner(optionsOf(spec, rounds), one, backend, former.states[i]),
        );
  let gathered: (readonly Transition[])[] = [];
  return {
    weights: () => learners.map(({ weights }) => copyWeights(weights)),
    states: () => learners.map((learner) => learner.state()),
    remember: (played, isWarmUp) => {
      const episodes = played.map(({ transitions }) => transitions);
      if (learners.length > 0) {
        for (const episode of episodes) replay.add(episode);
        return;
      }
      gathered = [...gathered, ...episodes];
      const all = gathered.flat();
      if (isWarmUp || all.length === 0) return;
      learners = spec.seeds.map((seed) =>
        createLearner(optionsOf(spec, rounds), firstWeights(spec, seed, all), backend),
      );
      for (const episode of gathered) replay.add(episode);
      gathered = [];
    },
    learn: async (round, signal) => {
      if (learners.length === 0 || replay.size === 0) return null;
      const losses: number[] = [];
      for (const [i, learner] of learners.entries()) {
        const random = createRandom(spec.seeds[i] ?? 0).fork(`batches of round ${round}`);
        for (let step = 0; step < spec.gradientStepsPerRound; step++) {
          losses.push(learner.step(replay.sample(random, batch).batch).loss);
          // The threads that play meanwhile are given their next episode, and Ctrl-C is heard.
          await setImmediate();
          signal.throwIfAborted();
        }
      }
      return mean(losses);
    },
  };
}

function firstWeights(spec: TrainingSpec, seed: number, transitions: readonly Transition[]): Weights {
  const weights = initialWeights(shapeOf(spec), createRandom(seed).fork('weights'));
  return withNormalisation(
    weights,
    transitions.map(({ set }) => set),
  );
}

function optionsOf(spec: TrainingSpec, rounds: number): Parameters<typeof createLearner>[0] {
  return {
    learningRate: exponential({ ...spec.learningRate, steps: spec.gradientStepsPerRound * rounds }),
    huberDeltas: valueParts.map(() => spec.huberDelta),
    gradientNorm: spec.gradientNorm,
    copyEvery: spec.copyEvery,
  };
}
