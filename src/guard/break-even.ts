// Break-even: what the change costs must come back within the time for which the present load is expected to last.
import { directionsOf } from '../knobs/index.js';
import { carefulGain, costOf } from '../outlook/index.js';
import { formatSeconds } from '../util/index.js';
import type { GuardInput, Rule } from './types.js';

/** A reversal of a change of a moment ago costs so many times as much; the older the change, the less. */
const reversalFactor = 3;
export const breakEven: Rule = {
  name: 'break-even',
  check: (input) => {
    const { outlook, evidence } = input;
    const gain = outlook === null ? null : carefulGain(outlook);
    if (outlook === null || gain === null) {
      const text = 'not asked: nothing is predicted';
      return { answer: { guard: 'break-even', answer: 'pass', code: 'UNKNOWN', margin: null, text } };
    }
    const reversed = reversalOf(input);
    const cost = costOf(outlook) * reversed;
    const horizon = evidence.horizonSeconds;
    const seconds = gain > 0 ? cost / gain : Number.POSITIVE_INFINITY;
    const margin = Number.isFinite(seconds) ? horizon / Math.max(1e-9, seconds) - 1 : -1;
    const twice = reversed > 1.05 ? ' (it reverses a recent change, which counts more)' : '';
    if (seconds <= horizon) {
      const text = `carefully counted, it pays for itself after ${formatSeconds(Math.round(seconds))}${twice}, and the load is expected to last ${formatSeconds(Math.round(horizon))}`;
      return { answer: { guard: 'break-even', answer: 'pass', code: 'PAYS', margin, text } };
    }
    const text = Number.isFinite(seconds)
      ? `carefully counted, it would take ${formatSeconds(Math.round(seconds))} to pay for itself${twice}, and the load is expected to last ${formatSeconds(Math.round(horizon))}`
      : 'at the careful end of its range it gains nothing, so it never pays for its pause';
    return { answer: { guard: 'break-even', answer: 'veto', code: 'NOT_WORTH_IT', margin, text } };
  },
};

/** 1, or more where any knob goes back the way that the last change came. */
function reversalOf({ evidence, changes, configuration }: GuardInput): number {
  const { lastChange, hysteresis } = evidence;
  if (lastChange === null || hysteresis.reversalSeconds <= 0) return 1;
  const isBack = Object.entries(directionsOf(changes, configuration)).some(
    ([knob, way]) => lastChange.directions[knob] !== undefined && lastChange.directions[knob] !== way,
  );
  return isBack ? 1 + reversalFactor * Math.exp(-lastChange.secondsAgo / hysteresis.reversalSeconds) : 1;
}
