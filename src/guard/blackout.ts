// Blackout: times of the day at which the operator wants nothing changed.
import { actingVerdict } from './answers.js';
import type { ActingRule } from './types.js';

export const blackout: ActingRule = {
  name: 'blackout',
  check: (input) =>
    actingVerdict('blackout', input, ({ blackout: why }) =>
      why === null ? null : { code: 'BLACKOUT', margin: null, text: why },
    ),
};
