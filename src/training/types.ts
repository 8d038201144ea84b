// What policies are compared on: suites of episodes, each a scenario under an objective.
import type { Objective } from '../objective/index.js';
import type { Scenario } from '../simulator/index.js';

/** One episode before any policy has played it. */
export interface EpisodeSpec {
  readonly scenario: Scenario;
  /** From the first minute on. */
  readonly objective: Objective;
  /** What takes its place later, in order of time; absent: nothing does. */
  readonly laterObjectives?: readonly LaterObjective[];
  readonly minutes: number;
  /** Whether the source tells its backlog and its rate. */
  readonly external: boolean;
  /** How many times as long as usual workers take to come up; absent: 1. */
  readonly restartFactor?: number;
}

export interface LaterObjective {
  readonly atMinute: number;
  readonly objective: Objective;
}

/** What the operator wants in a minute, counted from 0. */
export function objectiveIn(
  { objective, laterObjectives = [] }: Pick<EpisodeSpec, 'objective' | 'laterObjectives'>,
  minute: number,
): Objective {
  return laterObjectives.findLast(({ atMinute }) => atMinute <= minute)?.objective ?? objective;
}

/** The same episode for whom other things count; its SLOs and prices stay. */
export function withWeights(episode: EpisodeSpec, weights: Objective['weights']): EpisodeSpec {
  const weighed = <T extends { readonly objective: Objective }>(one: T): T => ({
    ...one,
    objective: { ...one.objective, weights },
  });
  const { laterObjectives } = episode;
  if (laterObjectives === undefined) return weighed(episode);
  return { ...weighed(episode), laterObjectives: laterObjectives.map(weighed) };
}

/** Episodes by number: the same number is always the same episode, and no two suites share a seed. */
export interface Suite {
  readonly name: string;
  /** One sentence for --help. */
  readonly about: string;
  /** How many are usually played. */
  readonly episodes: number;
  episode(index: number): EpisodeSpec;
}
