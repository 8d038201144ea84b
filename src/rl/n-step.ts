// Turns the decisions of one episode into transitions over n steps, each discounted by the time that really passed.
import type { CandidateSet, Transition } from './types.js';

export interface EpisodeStep {
  readonly set: CandidateSet;
  /** Index into `set`. */
  readonly chosen: number;
  /** P: what came in between this decision and the next. */
  readonly reward: ArrayLike<number>;
  /** How long that was. */
  readonly seconds: number;
}

export interface NStepOptions {
  /** n ≥ 1: how many rewards are summed before a value is trusted. */
  readonly steps: number;
  /** gamma: what a reward is worth that comes a minute later, in (0, 1]. */
  readonly discountPerMinute: number;
}

/**
 * One transition for each step (Sutton 1988; n-step deep Q-learning as in Hessel 2018, section "multi-step
 * learning"). With w(k) = gamma^(minutes from t to t + k), the reward is the sum of w(k) r(t + k) for k < m, the
 * discount w(m) and the next set that of t + m, where m = n, or fewer where the episode ends before.
 * @param last what could have been chosen when the episode was cut off; null where there truly was no future
 */
export function nStepTransitions(
  episode: readonly EpisodeStep[],
  last: CandidateSet | null,
  options: NStepOptions,
): Transition[] {
  return episode.map(({ set, chosen, reward: { length: parts } }, t) => {
    const steps = episode.slice(t, t + options.steps);
    const reward = new Float64Array(parts);
    let minutes = 0;
    for (const step of steps) {
      const weight = options.discountPerMinute ** minutes;
      for (let p = 0; p < parts; p++) reward[p]! += weight * step.reward[p]!;
      minutes += step.seconds / 60;
    }
    const following = episode[t + steps.length];
    return {
      set,
      chosen,
      reward: Float32Array.from(reward),
      discount: options.discountPerMinute ** minutes,
      next: following === undefined ? last : following.set,
    };
  });
}
