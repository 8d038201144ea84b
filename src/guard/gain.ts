// Gain: a restart must be worth something by its own prediction.
import type { Rule } from './types.js';

/** Differences below this are rounding, not gain. */
const leastGain = 1e-6;

export const gain: Rule = {
  name: 'gain',
  check: ({ utilityGain, unpredictable }) => {
    if (utilityGain === null) {
      const text = `nothing can be predicted of this change: ${unpredictable ?? 'what was measured does not tell its utility'}`;
      return { answer: { guard: 'gain', answer: 'veto', code: 'GAIN_UNKNOWN', margin: null, text } };
    }
    return utilityGain > leastGain
      ? {
          answer: {
            guard: 'gain',
            answer: 'pass',
            code: 'GAIN',
            margin: utilityGain,
            text: `the utility is predicted to rise by ${utilityGain.toFixed(2)}`,
          },
        }
      : {
          answer: {
            guard: 'gain',
            answer: 'veto',
            code: 'NO_GAIN',
            margin: utilityGain,
            text: 'what is left of the proposal is predicted to gain nothing, and a restart is not free',
          },
        };
  },
};
