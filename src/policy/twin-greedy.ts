// The configuration that the twin finds best under the objective, where its gain over the horizon exceeds what the change costs.
import type { Changes } from '../knobs/index.js';
import { carefulGain, costOf, type Outlook, slosAtRisk } from '../outlook/index.js';
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
    const best = scored.reduce<(typeof scored)[number] | null>(
      (most, one) => (one.score > (most?.score ?? 0) ? one : most),
      null,
    );
    return best === null
      ? { kind: 'hold', code: 'BEST_AS_IT_IS', text: holdText(scored.length) }
      : { kind: 'propose', changes: best.changes, text: textOf(best.changes, best.outlook, situation) };
  },
};

/** Utility times seconds that are won over the horizon, the price paid; what might break an SLO that holds is out of the question. */
function scoreOf(outlook: Outlook, horizonSeconds: number): number {
  const gain = carefulGain(outlook);
  if (gain === null || slosAtRisk(outlook).length > 0) return Number.NEGATIVE_INFINITY;
  return horizonSeconds * gain - costOf(outlook);
}

function holdText(count: number): string {
  return `of ${count} configurations none is predicted to gain more than its change costs`;
}

function textOf(changes: Changes, { predicted, utilityGain }: Outlook, { configuration }: Situation): string {
  const turned = Object.entries(changes).map(
    ([knob, value]) => `${knob} ${configuration[knob] ?? 'unlimited'} → ${value}`,
  );
  const limit = predicted === null ? '' : `, limited by ${predicted.limitedBy} then`;
  return `best of what the twin knows (utility +${(utilityGain ?? 0).toFixed(2)}${limit}): ${turned.join('; ')}`;
}
