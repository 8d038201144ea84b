// What policies are compared on: suites of episodes, each a scenario under an objective.
import type { Objective } from '../objective/index.js';
import type { Scenario } from '../simulator/index.js';

/** One episode before any policy has played it. */
export interface EpisodeSpec {
  readonly scenario: Scenario;
  readonly objective: Objective;
  readonly minutes: number;
  /** Whether the source tells its backlog and its rate. */
  readonly external: boolean;
  /** How many times as long as usual workers take to come up; absent: 1. */
  readonly restartFactor?: number;
}

/** The same episode for whom other things count; its SLOs and prices stay. */
export function withWeights(episode: EpisodeSpec, weights: Objective['weights']): EpisodeSpec {
  return { ...episode, objective: { ...episode.objective, weights } };
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
