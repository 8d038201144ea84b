// Cool-down: a topology is left alone for a while after each change.
import { formatSeconds } from '../util/index.js';
import { actingVerdict } from './answers.js';
import type { ActingRule } from './types.js';

export const coolDown: ActingRule = {
  name: 'cool-down',
  check: (input) =>
    actingVerdict('cool-down', input, ({ coolDownSeconds, secondsSinceChange }) =>
      secondsSinceChange === null || secondsSinceChange >= coolDownSeconds
        ? null
        : {
            code: 'COOL_DOWN',
            margin: secondsSinceChange / coolDownSeconds - 1,
            text: `its last change was ${formatSeconds(secondsSinceChange)} ago; the cool-down is ${formatSeconds(coolDownSeconds)}`,
          },
    ),
};
