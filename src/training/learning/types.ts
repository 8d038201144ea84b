// The words of learning: an episode to be played, and what is learned from it. Plain data: it goes to worker threads.
import type { Ablation } from '../../policy/index.js';
import type { Transition, Weights } from '../../rl/index.js';
import type { EpisodeSpec } from '../types.js';

export interface RolloutTask {
  readonly spec: EpisodeSpec;
  /** They decide by their mean; none: by the prior alone. */
  readonly members: readonly Weights[];
  readonly exploration: number;
  readonly seed: number;
  readonly discountPerMinute: number;
  /** What a utility of 1 for a minute counts. */
  readonly rewardScale: number;
  readonly guards: 'full' | 'safety';
  readonly decideEveryMinutes: number;
  /** What the networks are not shown. */
  readonly without: readonly Ablation[];
  /** Moments that are looked into, candidates that are followed at each, and for how long. 0 moments: the episode is only judged. */
  readonly moments: number;
  readonly branches: number;
  readonly branchMinutes: number;
}

export interface Rollout {
  readonly transitions: readonly Transition[];
  readonly utility: number;
  readonly changes: number;
}
