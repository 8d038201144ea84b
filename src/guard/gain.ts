// Gain: a restart must be worth something by its own prediction, more than measurement noise and the least gain asked for.
import { disturbance } from '../outlook/index.js';
import type { Rule, Verdict } from './types.js';

/** Differences below this are rounding, not gain. */
const leastGain = 1e-6;
/** Gains within this many standard errors of the measured utility may be noise. */
const errors = 2;

export const gain: Rule = {
  name: 'gain',
  check: ({ outlook, evidence }) => {
    const utilityGain = outlook?.utilityGain ?? null;
    if (outlook === null || utilityGain === null) {
      const why = outlook?.unpredictable ?? 'what was measured does not tell its utility';
      return veto('GAIN_UNKNOWN', null, `nothing can be predicted of this change: ${why}`);
    }
    // What is not a number is no gain.
    if (!(utilityGain > leastGain)) {
      const text = 'what is left of the proposal is predicted to gain nothing, and a restart is not free';
      return veto('NO_GAIN', utilityGain, text);
    }
    const { minGain, minGainDown } = evidence.hysteresis;
    // What is saved is arithmetic, not measured: where an update of Heron leaves most processes alone, less of it is asked for.
    const wanted = outlook.costChange < 0 ? minGainDown * disturbance(outlook.price) : minGain;
    const least = Math.max(wanted, errors * evidence.utilityNoise);
    if (utilityGain < least) {
      // A lower `guards.minGain` would not let it pass then.
      const why = least > wanted ? ', twice the error of the utility that was measured' : '';
      const text = `the utility is predicted to rise by ${utilityGain.toFixed(3)}; ${least.toFixed(3)} is asked for${why}`;
      return veto('GAIN_TOO_SMALL', utilityGain - least, text);
    }
    const text = `the utility is predicted to rise by ${utilityGain.toFixed(2)}`;
    return { answer: { guard: 'gain', answer: 'pass', code: 'GAIN', margin: utilityGain - least, text } };
  },
};

function veto(code: string, margin: number | null, text: string): Verdict {
  return { answer: { guard: 'gain', answer: 'veto', code, margin, text } };
}
