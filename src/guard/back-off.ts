// Back-off: after a change by somebody else, or one that failed, Trimtab keeps out of the way for a time.
import { formatSeconds } from '../util/index.js';
import { actingVerdict } from './answers.js';
import type { ActingRule } from './types.js';

export const backOff: ActingRule = {
  name: 'back-off',
  check: (input) =>
    actingVerdict('back-off', input, ({ backOff: active }) =>
      active === null
        ? null
        : {
            code: 'BACKING_OFF',
            margin: null,
            text: `${active.because}; left alone for another ${formatSeconds(active.secondsLeft)}`,
          },
    ),
};
