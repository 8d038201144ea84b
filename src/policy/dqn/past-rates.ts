// Where the load comes from and goes to, from the windows since the last restart and the last ones before it.
import type { Evaluation } from '../../metrics/index.js';
import { spoutRate } from '../../twin/index.js';

/** Rates over the present one; 1 where nothing is known. */
export interface Past {
  readonly tenMinutesAgo: number;
  readonly hourMean: number;
  readonly hourMost: number;
  readonly hourLeast: number;
  /** Standard deviation of the rate over the last hour, as a share of its mean. */
  readonly variation: number;
}

const hour = 3600_000;

export function pastRates(
  now: Evaluation,
  history: readonly Evaluation[],
  earlier: readonly Evaluation[],
): Past {
  const rate = Math.max(1e-9, spoutRate(now));
  const recent = [...earlier, ...history].filter(({ at }) => now.at - at <= hour);
  const rates = [...recent.map(spoutRate), rate];
  const mean = rates.reduce((sum, one) => sum + one, 0) / rates.length;
  const variance = rates.reduce((sum, one) => sum + (one - mean) ** 2, 0) / rates.length;
  const before = recent.findLast(({ at }) => now.at - at >= 600_000);
  return {
    tenMinutesAgo: (before === undefined ? rate : spoutRate(before)) / rate,
    hourMean: mean / rate,
    hourMost: Math.max(...rates) / rate,
    hourLeast: Math.min(...rates) / rate,
    variation: mean > 0 ? Math.sqrt(variance) / mean : 0,
  };
}
