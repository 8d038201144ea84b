// What is played for a round and for a validation, and what the learner makes of what was played.
import { nStepTransitions, type Transition, type Weights } from '../../rl/index.js';
import type { EpisodeSpec } from '../types.js';
import type { Rollout, RolloutTask } from './rollout.js';
import type { TrainingSpec } from './spec.js';

export interface Episodes {
  readonly episode: (index: number) => EpisodeSpec;
  readonly validationEpisode: (index: number) => EpisodeSpec;
}

/** Each network plays some of the episodes: what one of them believes is tried, and not their mean (Osband et al. 2016). */
export function roundTasks(
  spec: TrainingSpec,
  { episode }: Episodes,
  round: number,
  members: readonly Weights[],
): RolloutTask[] {
  const { episodesPerRound, exploration, minutes } = spec;
  return Array.from({ length: episodesPerRound * exploration.length }, (_, i) => {
    const index = round * episodesPerRound + Math.floor(i / exploration.length);
    const member = members[i % Math.max(1, members.length)];
    return {
      ...shared(spec),
      spec: { ...episode(index), minutes },
      members: member === undefined ? [] : [member],
      exploration: exploration[i % exploration.length] ?? 0,
      seed: round * episodesPerRound * exploration.length + i,
    };
  });
}

/** By the mean of all networks, without exploration; without networks by the prior alone. */
export function validationTasks(
  spec: TrainingSpec,
  { validationEpisode }: Episodes,
  members: readonly Weights[],
): RolloutTask[] {
  return Array.from({ length: spec.validation.episodes }, (_, i) => ({
    ...shared(spec),
    spec: { ...validationEpisode(i), minutes: spec.validation.minutes },
    members,
    exploration: 0,
    seed: i,
  }));
}

function shared({ discountPerMinute, rewardScale, guards, decideEveryMinutes }: TrainingSpec) {
  return { discountPerMinute, rewardScale, guards, decideEveryMinutes };
}

/** The episode was cut off and would go on: the last decision has no outcome, but is what the ones before lead to. */
export function transitionsOf(
  { steps }: Pick<Rollout, 'steps'>,
  { steps: n, discountPerMinute }: Pick<TrainingSpec, 'steps' | 'discountPerMinute'>,
): Transition[] {
  const last = steps.at(-1);
  if (last === undefined) return [];
  return nStepTransitions(steps.slice(0, -1), last.set, { steps: n, discountPerMinute });
}
