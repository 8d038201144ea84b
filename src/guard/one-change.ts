// One change at a time: the next one waits until the outcome of the last is known.
import { actingVerdict } from './answers.js';
import type { ActingRule } from './types.js';

export const oneChange: ActingRule = {
  name: 'one-change',
  check: (input) =>
    actingVerdict('one-change', input, ({ underWay }) =>
      underWay === null ? null : { code: 'CHANGE_UNDER_WAY', margin: null, text: underWay },
    ),
};
