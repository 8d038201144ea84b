// Break-even: what the change costs must come back within the time for which the present load is expected to last.
import { formatSeconds } from '../util/index.js';
import type { GuardInput, Rule } from './types.js';

/** What every restart costs beside its pause, in utility times seconds: the nerves of the operators, and what is not modelled. */
const churnPerRestart = 5;
/** A reversal of a change of a moment ago costs so many times as much; the older the change, the less. */
const reversalFactor = 3;
/** How much of the way from the expected gain to its pessimistic end is not counted on. */
const caution = 0.25;

export const breakEven: Rule = {
  name: 'break-even',
  check: (input) => {
    const { outlook, evidence } = input;
    const expected = outlook?.utilityGain ?? null;
    if (outlook === null || expected === null) {
      const text = 'not asked: nothing is predicted';
      return { answer: { guard: 'break-even', answer: 'pass', code: 'UNKNOWN', margin: null, text } };
    }
    const low = outlook.utilityGainLow ?? expected;
    const gain = expected - caution * Math.max(0, expected - low);
    const reversed = reversalOf(input);
    const cost = (outlook.loss + churnPerRestart * outlook.price.restarts) * reversed;
    const horizon = evidence.horizonSeconds;
    const seconds = gain > 0 ? cost / gain : Number.POSITIVE_INFINITY;
    const margin = Number.isFinite(seconds) ? horizon / Math.max(1e-9, seconds) - 1 : -1;
    const twice = reversed > 1.05 ? ' (it reverses a recent change, which counts more)' : '';
    if (seconds <= horizon) {
      const text = `pays for itself after ${formatSeconds(Math.round(seconds))}${twice}, and the load is expected to last ${formatSeconds(Math.round(horizon))}`;
      return { answer: { guard: 'break-even', answer: 'pass', code: 'PAYS', margin, text } };
    }
    const text = Number.isFinite(seconds)
      ? `it would take ${formatSeconds(Math.round(seconds))} to pay for itself${twice}, and the load is expected to last ${formatSeconds(Math.round(horizon))}`
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

/** Which way each knob is turned; from "none" (unlimited) to a number is down. */
export function directionsOf(
  changes: GuardInput['changes'],
  configuration: GuardInput['configuration'],
): Readonly<Record<string, 'up' | 'down'>> {
  return Object.fromEntries(
    Object.entries(changes).map(([knob, to]) => {
      const from = configuration[knob] ?? Number.POSITIVE_INFINITY;
      return [knob, to > from ? 'up' : 'down'];
    }),
  );
}
