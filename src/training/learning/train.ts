// Trains an ensemble: rounds of playing on threads and of learning here, and the snapshot that did best on validation is kept.
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
  type Replay,
  type TrainingState,
  type Transition,
  type Weights,
  withNormalisation,
} from '../../rl/index.js';
import { createRandom } from '../../util/index.js';
import type { Threads } from '../threads.js';
import type { EpisodeSpec } from '../types.js';
import type { Rollout, RolloutTask } from './rollout.js';
import type { TrainingSpec } from './spec.js';

export interface Round {
  readonly round: number;
  readonly rounds: number;
  /** Candidates that were followed in it. */
  readonly transitions: number;
  /** Mean over its episodes, exploration included. */
  readonly utility: number;
  readonly changes: number;
  /** Mean loss of the round's gradient steps, over the networks; null before the first one. */
  readonly loss: number | null;
  /** Mean utility on validation and that of the prior alone on the same episodes; null where it was not asked. */
  readonly validation: { readonly utility: number; readonly prior: number } | null;
}

export interface Trained {
  /** Of the round that did best on validation. */
  readonly members: readonly Weights[];
  readonly chosenRound: number;
  readonly rounds: readonly Round[];
  readonly states: readonly TrainingState[];
}

export interface TrainingInput {
  readonly spec: TrainingSpec;
  readonly episode: (index: number) => EpisodeSpec;
  readonly validationEpisode: (index: number) => EpisodeSpec;
  readonly threads: Threads<RolloutTask, Rollout>;
  readonly backend: Backend;
  readonly signal: AbortSignal;
  readonly onRound: (round: Round) => void;
}

/** @throws TrimtabError TRIMTAB_E_TRAINING_DIVERGED; the reason of the signal where it is aborted */
export async function train(input: TrainingInput): Promise<Trained> {
  const { spec, signal, threads } = input;
  const rounds: Round[] = [];
  let members: Member[] = [];
  let best: {
    readonly round: number;
    readonly utility: number;
    readonly members: readonly Weights[];
  } | null = null;
  const prior = meanUtility(await threads.run(validationTasks(input, null), quiet(signal)));
  const firstSets: Transition[] = [];
  // One round is played while the one before is learned from.
  let playing = threads.run(tasksOf(input, 0, []), quiet(signal));
  for (let round = 0; round < spec.rounds; round++) {
    const played = await playing;
    const snapshot = members.map(({ learner }) => copyWeights(learner.weights));
    const isAsked = (round + 1) % spec.validation.everyRounds === 0 || round + 1 === spec.rounds;
    if (round + 1 < spec.rounds && !isAsked)
      playing = threads.run(tasksOf(input, round + 1, snapshot), quiet(signal));
    const episodes = played.map(({ transitions }) => transitions);
    if (members.length === 0) firstSets.push(...episodes.flat());
    if (members.length === 0 && round + 1 >= spec.priorRounds) members = createMembers(input, firstSets);
    for (const episode of round + 1 === spec.priorRounds ? [firstSets] : episodes) {
      for (const { replay } of members) replay.add(episode);
    }
    const losses = members.map((member) => learn(member, spec, round));
    let validation: Round['validation'] = null;
    if (isAsked && members.length > 0) {
      const now = members.map(({ learner }) => copyWeights(learner.weights));
      const utility = meanUtility(await threads.run(validationTasks(input, now), quiet(signal)));
      validation = { utility, prior };
      if (best === null || utility > best.utility) best = { round, utility, members: now };
      if (round + 1 < spec.rounds) playing = threads.run(tasksOf(input, round + 1, now), quiet(signal));
    } else if (isAsked && round + 1 < spec.rounds) {
      playing = threads.run(tasksOf(input, round + 1, snapshot), quiet(signal));
    }
    const done: Round = {
      round,
      rounds: spec.rounds,
      transitions: played.reduce((sum, { transitions }) => sum + transitions.length, 0),
      utility: meanUtility(played),
      changes: mean(played.map(({ changes }) => changes)),
      loss: losses.length === 0 ? null : mean(losses),
      validation,
    };
    rounds.push(done);
    input.onRound(done);
  }
  if (best === null) throw new RangeError('fewer rounds than are played by the prior alone');
  return {
    members: best.members,
    chosenRound: best.round,
    rounds,
    states: members.map(({ learner }) => learner.state()),
  };
}

interface Member {
  readonly seed: number;
  readonly learner: Learner;
  readonly replay: Replay;
}

function createMembers({ spec, backend }: TrainingInput, transitions: readonly Transition[]): Member[] {
  const shape = { inputs: dqnInputs, hidden: spec.hidden, parts: valueParts.length };
  const steps = spec.gradientStepsPerRound * (spec.rounds - spec.priorRounds + 1);
  return spec.seeds.map((seed) => ({
    seed,
    learner: createLearner(
      {
        learningRate: exponential({ ...spec.learningRate, steps: Math.max(1, steps) }),
        huberDeltas: valueParts.map(() => spec.huberDelta),
        gradientNorm: spec.gradientNorm,
        copyEvery: spec.copyEvery,
      },
      withNormalisation(
        initialWeights(shape, createRandom(seed).fork('weights')),
        transitions.map(({ set }) => set),
      ),
      backend,
    ),
    replay: createReplay({
      inputs: shape.inputs,
      parts: shape.parts,
      capacity: spec.capacity,
      batch: spec.batch,
      priorities: null,
    }),
  }));
}

/** @returns the mean loss */
function learn({ seed, learner, replay }: Member, spec: TrainingSpec, round: number): number {
  const random = createRandom(seed).fork(`batches of round ${round}`);
  let sum = 0;
  for (let i = 0; i < spec.gradientStepsPerRound; i++) {
    sum += learner.step(replay.sample(random, spec.batch).batch).loss;
  }
  return sum / spec.gradientStepsPerRound;
}

/** Each network plays some of the episodes: what one of them believes is tried, and not their mean (Osband et al. 2016). */
function tasksOf(
  { spec, episode }: TrainingInput,
  round: number,
  members: readonly Weights[],
): RolloutTask[] {
  const { episodesPerRound, exploration, minutes, moments } = spec;
  return Array.from({ length: episodesPerRound }, (_, i) => {
    const index = round * episodesPerRound + i;
    const member = members[i % Math.max(1, members.length)];
    return {
      ...shared(spec),
      spec: { ...episode(index), minutes },
      members: member === undefined ? [] : [member],
      exploration: exploration[Math.floor(i / Math.max(1, members.length)) % exploration.length] ?? 0,
      seed: index,
      moments,
    };
  });
}

/** By the mean of all networks, without exploration. */
function validationTasks(
  { spec, validationEpisode }: TrainingInput,
  members: readonly Weights[] | null,
): RolloutTask[] {
  return Array.from({ length: spec.validation.episodes }, (_, i) => ({
    ...shared(spec),
    spec: validationEpisode(i),
    members: members ?? [],
    exploration: 0,
    seed: i,
    moments: 0,
  }));
}

function shared(spec: TrainingSpec) {
  const { discountPerMinute, rewardScale, guards, decideEveryMinutes, branches, branchMinutes } = spec;
  return { discountPerMinute, rewardScale, guards, decideEveryMinutes, branches, branchMinutes };
}

function meanUtility(played: readonly Rollout[]): number {
  return mean(played.map(({ utility }) => utility));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function quiet(signal: AbortSignal): { signal: AbortSignal; onDone: () => void } {
  return { signal, onDone: () => undefined };
}
