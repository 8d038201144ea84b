// How much policies are held back in episodes.
import type { ActingFacts } from '../guard/index.js';

/** How much is held back; as the defaults of the configuration unless a search varies them. */
export interface Restraint {
  readonly coolDownSeconds: number;
  readonly minGain: number;
  readonly minGainDown: number;
  readonly downAfterSeconds: number;
  readonly reversalSeconds: number;
  readonly horizonSeconds: number;
}
export const usualRestraint: Restraint = {
  coolDownSeconds: 600,
  minGain: 0.03,
  minGainDown: 0.03,
  downAfterSeconds: 1200,
  reversalSeconds: 3600,
  horizonSeconds: 1800,
};

const budgets = { changesPerHour: 2, changesPerDay: 8 };

/**
 * What the guards about acting are asked in an episode: nobody else acts there.
 * @param changedAt when each change was begun, oldest first, seconds
 */
export function actingFacts(
  changedAt: readonly number[],
  nowSeconds: number,
  { coolDownSeconds }: Restraint,
): ActingFacts {
  const last = changedAt.at(-1);
  const within = (seconds: number): number => changedAt.filter((at) => nowSeconds - at < seconds).length;
  return {
    paused: null,
    leader: { host: null, here: true },
    coolDownSeconds,
    secondsSinceChange: last === undefined ? null : nowSeconds - last,
    changes: { lastHour: within(3600), lastDay: within(86_400) },
    budgets,
    backOff: null,
    blackout: null,
    underWay: null,
  };
}
