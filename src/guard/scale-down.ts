// Scale-down: what is removed must have been spare for long enough, at the most load of that time, and no peak may be near.
import { componentOf, directionsOf } from '../knobs/index.js';
import { formatSeconds } from '../util/index.js';
import type { GuardInput, Rule, Verdict } from './types.js';

/** What is left must carry so many times the most load that was seen. */
const spare = 1.1;
const percent = `${Math.round(100 * (spare - 1))} %`;

export const scaleDown: Rule = {
  name: 'scale-down',
  check: (input) => {
    const { outlook, evidence } = input;
    if (outlook === null || !(outlook.costChange < 0 || onlyTakesAway(input)))
      return pass('NOT_DOWN', 'it makes nothing cheaper');
    const { peak, most, watchedSeconds, hysteresis } = evidence;
    if (peak !== null) return veto('PEAK_AHEAD', null, `${peak}: nothing is removed before it is over`);
    const wanted = hysteresis.downAfterSeconds;
    if (watchedSeconds < wanted) {
      const text = `its load was watched for ${formatSeconds(Math.round(watchedSeconds))}; scaling down asks for ${formatSeconds(wanted)}`;
      return veto('TOO_EARLY_TO_SHRINK', watchedSeconds / wanted - 1, text);
    }
    const capacity = outlook.capacityPerSecond;
    const needed = spare * most.perSecond;
    const left = capacity === null ? 'nobody knows how much' : `${rate(capacity)} tuples/s`;
    const numbers = `${left} would be left, and the load reached ${rate(most.perSecond)} within ${formatSeconds(Math.round(most.withinSeconds))}`;
    if (capacity !== null && capacity >= needed) return pass('SPARE', numbers);
    if (capacity === null) return veto('NEEDED_RECENTLY', null, numbers);
    const text = `${numbers}; ${percent} more than that is asked for (${rate(needed)})`;
    return veto('NEEDED_RECENTLY', capacity / needed - 1, text);
  },
};

/** What costs nothing makes nothing cheaper by going, and may be needed as much. */
function onlyTakesAway({ changes, configuration }: GuardInput): boolean {
  const ways = Object.entries(directionsOf(changes, configuration)).flatMap(([knob, way]) =>
    knob === 'workers' || componentOf(knob) !== undefined ? [way] : [],
  );
  return ways.length > 0 && ways.every((way) => way === 'down');
}

function pass(code: string, text: string): Verdict {
  return { answer: { guard: 'scale-down', answer: 'pass', code, margin: null, text } };
}

function veto(code: string, margin: number | null, text: string): Verdict {
  return { answer: { guard: 'scale-down', answer: 'veto', code, margin, text } };
}

/** Of few tuples a second all counts. */
function rate(perSecond: number): string {
  return perSecond < 10 ? String(Number(perSecond.toFixed(2))) : perSecond.toFixed(0);
}
