// The configuration that the twin finds best under the objective, where its gain over the horizon exceeds what the change costs.
import type { Changes } from '../knobs/index.js';
import { carefulGain, costOf, type Outlook, slosAtRisk } from '../outlook/index.js';
import { formatSeconds } from '../util/index.js';
import { candidatesOf } from './candidates.js';
import type { Answer, Policy, Situation } from './types.js';

export const twinGreedy: Policy = {
  name: 'twin-greedy',
  about: 'the configuration with the best predicted gain, when it pays for its price',
  decide: (situation: Situation): Answer => {
    const scored = candidatesOf(situation).map((changes) => {
      const outlook = situation.outlook(changes);
      return { changes, outlook, score: scoreOf(outlook, situation.horizonSeconds) };
    });
    const unknown = scored.find(({ outlook }) => outlook.unpredictable !== null);
    if (unknown !== undefined) {
      return { kind: 'unsure', code: 'NO_TWIN', text: unknown.outlook.unpredictable ?? '' };
    }
    const best = scored.reduce<Scored | null>(
      (most, one) => (one.score > (most?.score ?? Number.NEGATIVE_INFINITY) ? one : most),
      null,
    );
    return best === null || best.score <= 0
      ? { kind: 'hold', code: 'BEST_AS_IT_IS', text: holdText(scored.length, best, situation) }
      : { kind: 'propose', changes: best.changes, text: textOf(best.changes, best.outlook, situation) };
  },
};

interface Scored {
  readonly changes: Changes;
  readonly outlook: Outlook;
  readonly score: number;
}

/** Utility times seconds that are won over the horizon, the price paid; what might break an SLO that holds is out of the question. */
function scoreOf(outlook: Outlook, horizonSeconds: number): number {
  const gain = carefulGain(outlook);
  if (gain === null || slosAtRisk(outlook).length > 0) return Number.NEGATIVE_INFINITY;
  return horizonSeconds * gain - costOf(outlook);
}

/** @param nearest null where none can be thought of, or all might break an SLO */
function holdText(count: number, nearest: Scored | null, situation: Situation): string {
  const none = `of ${count} configurations none is predicted to gain more than its change costs`;
  if (nearest === null) return none;
  const { changes, outlook } = nearest;
  const gain = carefulGain(outlook) ?? 0;
  const lasts = formatSeconds(Math.round(situation.horizonSeconds));
  const worth =
    gain > 0
      ? `would gain ${(gain * situation.horizonSeconds).toFixed(1)} in the ${lasts} for which this load is expected to last, and costs ${costOf(outlook).toFixed(1)}`
      : `would lose ${(-gain).toFixed(3)} of utility at the careful end`;
  return `${none}; the nearest, ${turnedText(changes, situation)}, ${worth}`;
}

function textOf(changes: Changes, { predicted, utilityGain }: Outlook, situation: Situation): string {
  const limit = predicted === null ? '' : `, limited by ${predicted.limitedBy} then`;
  return `best of what the twin knows (utility +${(utilityGain ?? 0).toFixed(2)}${limit}): ${turnedText(changes, situation)}`;
}

function turnedText(changes: Changes, { configuration }: Situation): string {
  return Object.entries(changes)
    .map(([knob, value]) => `${knob} ${configuration[knob] ?? 'unlimited'} → ${value}`)
    .join('; ');
}
