// The configuration that the twin finds best under the objective, where its gain over the horizon exceeds what the change costs.
import type { Changes } from '../knobs/index.js';
import { carefulGain, costOf, type Outlook } from '../outlook/index.js';
import { formatSeconds } from '../util/index.js';
import { bestAsItIsText } from './best-as-it-is.js';
import { byHosts } from './by-hosts.js';
import { type Candidate, favourite, lookAt } from './candidates.js';
import { spreadText } from './spread-text.js';
import { turnedText } from './turned-text.js';
import type { Answer, Policy, Situation } from './types.js';
import { isUnexplained } from './unexplained.js';

export const twinGreedy: Policy = {
  name: 'twin-greedy',
  about: 'the configuration with the best predicted gain, when it pays for its price',
  decide: (situation: Situation): Answer => {
    if (isUnexplained(situation)) return byHosts(situation);
    const candidates = lookAt(situation);
    if (typeof candidates === 'string') return { kind: 'unsure', code: 'NO_TWIN', text: candidates };
    // What a guard will stop is proposed only where nothing else is worth it: then the guard says why.
    const best =
      favourite(candidates.filter((one) => one.isPermitted && one.score > 0)) ?? favourite(candidates);
    return best === null || best.score <= 0
      ? { kind: 'hold', code: 'BEST_AS_IT_IS', text: holdText(candidates, best, situation) }
      : { kind: 'propose', changes: best.changes, text: textOf(best.changes, best.outlook, situation) };
  },
};

/** @param nearest null where none can be thought of, or all might break an SLO */
function holdText(candidates: readonly Candidate[], nearest: Candidate | null, situation: Situation): string {
  const none = bestAsItIsText(candidates);
  if (nearest === null) return none;
  const { changes, outlook } = nearest;
  const gain = carefulGain(outlook) ?? 0;
  const lasts = formatSeconds(Math.round(situation.horizonSeconds));
  const worth =
    gain > 0
      ? `would gain ${minutes(gain * situation.horizonSeconds)} in the ${lasts} for which this load is expected to last, and costs ${minutes(costOf(outlook))} (utility times minutes)`
      : `would lose ${(-gain).toFixed(3)} of utility at the careful end`;
  return `${none}; the nearest, ${turnedText(changes, situation)}, ${worth}`;
}

/** As explanations count. */
function minutes(utilitySeconds: number): string {
  return (utilitySeconds / 60).toFixed(2);
}

/** What the gain counts beside what is measured now. */
const counted = {
  told: ' with the backlog worked off',
  hidden: ' with what may wait at the source',
} as const;

function textOf(changes: Changes, { predicted, utilityGain, lag }: Outlook, situation: Situation): string {
  const source = lag === null ? '' : counted[lag];
  const limit = predicted === null ? '' : `, limited by ${predicted.limitedBy} then`;
  const spread = spreadText(changes, situation);
  return `best of what the twin knows (utility +${(utilityGain ?? 0).toFixed(2)}${source}${limit}): ${turnedText(changes, situation)}${spread}`;
}
