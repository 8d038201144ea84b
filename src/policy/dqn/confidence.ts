// Whether the networks of the ensemble agree enough about a change for it to be proposed.
import type { Scores } from '../../rl/index.js';

/**
 * A change must be worth as many standard deviations, over the networks, of its own worth over waiting. Under one, about one network in six
 * would rather wait, and a wrong change costs two restarts where waiting costs a minute until the next look.
 */
const deviationsAsked = 1;

/** Hold is never in doubt: it can be put right at the next look. */
export function isInDoubt({ totals, disagreement }: Scores, chosen: number): boolean {
  const worth = (totals[chosen] ?? 0) - (totals[0] ?? 0);
  return chosen !== 0 && worth < deviationsAsked * (disagreement[chosen] ?? 0);
}
