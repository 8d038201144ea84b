// A bursty load: it stays in one of several states for a random time, then jumps to another (Markov-modulated).
import { z } from 'zod';
import type { Random } from '../../util/index.js';
import { lasting, rate } from './fields.js';
import type { Workload } from './types.js';

export const mmppLoad = z.strictObject({
  kind: z.literal('mmpp'),
  /** meanMinutes: how long it stays in the state, on average. It starts in the first one. */
  states: z.array(z.strictObject({ perSecond: rate, meanMinutes: lasting })).min(2),
});

interface Stay {
  readonly untilSeconds: number;
  readonly state: number;
}

/**
 * The intensity of a Markov-modulated Poisson process (Fischer & Meier-Hellstern 1993, "The MMPP cookbook"): stays are
 * exponential, the next state is any other with equal chance. The stays are drawn in their order, so no question
 * moves the answer to another.
 */
export function mmppWorkload({ states }: z.output<typeof mmppLoad>, random: Random): Workload {
  const stays: Stay[] = [];
  const append = (): Stay => {
    const last = stays.at(-1);
    const state =
      last === undefined ? 0 : (last.state + 1 + random.integer(states.length - 1)) % states.length;
    const meanSeconds = (states[state]?.meanMinutes ?? 1) * 60;
    // 1 - u keeps the logarithm finite.
    const lasts = -meanSeconds * Math.log(1 - random.uniform());
    const stay = { state, untilSeconds: (last?.untilSeconds ?? 0) + lasts };
    stays.push(stay);
    return stay;
  };
  return {
    perSecond: (elapsedSeconds) => {
      let last = stays.at(-1) ?? append();
      while (last.untilSeconds <= elapsedSeconds) last = append();
      const now = stays[firstAfter(stays, elapsedSeconds)];
      return states[now?.state ?? 0]?.perSecond ?? 0;
    },
  };
}

/** Index of the first stay that ends after that moment, by halving. */
function firstAfter(stays: readonly Stay[], elapsedSeconds: number): number {
  let low = 0;
  let high = stays.length - 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((stays[middle]?.untilSeconds ?? 0) > elapsedSeconds) high = middle;
    else low = middle + 1;
  }
  return low;
}
