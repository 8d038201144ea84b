// What is played for a round and for a validation.
import type { Weights } from '../../rl/index.js';
import { type EpisodeSpec, withWeights } from '../types.js';
import type { TrainingSpec } from './spec.js';
import type { RolloutTask } from './types.js';

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
  const { episodesPerRound, exploration, minutes, moments } = spec;
  return Array.from({ length: episodesPerRound }, (_, i) => {
    const index = round * episodesPerRound + i;
    const member = members[i % Math.max(1, members.length)];
    return {
      ...shared(spec),
      spec: { ...weighted(episode(index), spec), minutes },
      members: member === undefined ? [] : [member],
      exploration: exploration[Math.floor(i / Math.max(1, members.length)) % exploration.length] ?? 0,
      seed: index,
      moments,
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
    spec: { ...weighted(validationEpisode(i), spec), minutes: spec.validation.minutes },
    members,
    exploration: 0,
    seed: i,
    moments: 0,
  }));
}

function shared(spec: TrainingSpec) {
  const { discountPerMinute, rewardScale, guards, decideEveryMinutes, without, branches, branchMinutes } =
    spec;
  return { discountPerMinute, rewardScale, guards, decideEveryMinutes, without, branches, branchMinutes };
}

/** For whom the episodes of a training are. */
export function weighted(episode: EpisodeSpec, { weights }: Pick<TrainingSpec, 'weights'>): EpisodeSpec {
  return weights === 'drawn' ? episode : withWeights(episode, weights);
}
