// Failed direction: what was undone, or failed, is not tried again the same way for a time.
import { directionsOf } from '../knobs/index.js';
import { formatSeconds } from '../util/index.js';
import type { Rule } from './types.js';

/** Of the knobs of what failed: a change that repeats so many of them is the same one with another decoration. */
const enough = 0.5;

export const failedDirection: Rule = {
  name: 'failed-direction',
  check: ({ changes, configuration, evidence }) => {
    const ways = directionsOf(changes, configuration);
    const again = evidence.failed.find(({ directions }) => {
      const knobs = Object.keys(directions);
      const same = knobs.filter((knob) => ways[knob] === directions[knob]);
      return knobs.length > 0 && same.length >= enough * knobs.length;
    });
    if (again === undefined) {
      const text = 'no such change has failed lately';
      return { answer: { guard: 'failed-direction', answer: 'pass', code: 'NOT_TRIED', margin: null, text } };
    }
    const what = Object.entries(again.directions).map(([knob, way]) => `${knob} ${way}`);
    const text = `${what.join(', ')} failed or was undone ${formatSeconds(Math.round(again.secondsAgo))} ago`;
    return {
      answer: { guard: 'failed-direction', answer: 'veto', code: 'FAILED_BEFORE', margin: null, text },
    };
  },
};
