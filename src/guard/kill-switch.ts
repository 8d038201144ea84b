// Kill switch: nothing is sent while trimtab pause holds.
import { actingVerdict } from './answers.js';
import type { ActingRule } from './types.js';

export const killSwitch: ActingRule = {
  name: 'kill-switch',
  check: (input) =>
    actingVerdict('kill-switch', input, ({ paused }) =>
      paused === null ? null : { code: 'PAUSED', margin: null, text: paused },
    ),
};
