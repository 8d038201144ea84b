// DS2 with what its own paper advises for practice: up only when something is full, down only when nothing was for long, no small steps.
import { type Changes, componentOf } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import { ds2, scalingText } from './ds2.js';
import { targetGrowth } from './target-rate.js';
import type { Answer, Policy, Situation } from './types.js';

/** Busy share of the busiest bolt from which scaling up is asked for, and below which it may go down. */
const up = 0.8;
const down = 0.5;
/** For so long it must have been below, seconds. */
const downAfterSeconds = 20 * 60;
/** Executors too many that stay, as a share of what there is. */
const deadBand = 0.2;

export const ds2Hysteresis: Policy = {
  name: 'ds2-hysteresis',
  about: 'ds2 with thresholds apart for up and down, and a dead band',
  decide: (situation: Situation): Answer => {
    const { evaluation, history, configuration } = situation;
    const answer = ds2.decide(situation);
    const growth = targetGrowth(situation);
    if (answer.kind !== 'propose' || typeof growth !== 'number') return answer;
    const isFull = busiest(evaluation) >= up || !situation.demand.known;
    const from = evaluation.at - downAfterSeconds * 1000;
    const recent = history.filter(({ at }) => at >= from);
    const isWatched = recent.length > 0 && (history[0]?.at ?? evaluation.at) <= from;
    const wasCalm = isWatched && [...recent, evaluation].every((one) => busiest(one) < down);
    const changes = Object.fromEntries(
      Object.entries(answer.changes).filter(([knob, to]) => {
        const now = configuration[knob] ?? to;
        if (componentOf(knob) === undefined) return true;
        return to > now ? isFull : wasCalm && to <= now * (1 - deadBand);
      }),
    ) as Changes;
    return Object.keys(changes).length === 0
      ? { kind: 'hold', code: 'WITHIN_BAND', text: 'nothing is full, and nothing was idle for long enough' }
      : { kind: 'propose', changes, text: scalingText(changes, growth, situation) };
  },
};

function busiest({ components }: Evaluation): number {
  return Math.max(0, ...components.map((c) => (c.kind === 'bolt' ? (c.utilisation ?? 0) : 0)));
}
