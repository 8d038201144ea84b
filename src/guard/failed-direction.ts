// Failed direction: what was undone, or failed, is not tried again the same way for a time.
import { directionsOf } from '../knobs/index.js';
import { formatSeconds } from '../util/index.js';
import type { Rule } from './types.js';

export const failedDirection: Rule = {
  name: 'failed-direction',
  check: ({ changes, configuration, evidence }) => {
    const ways = directionsOf(changes, configuration);
    const again = evidence.failed.find(({ directions }) => {
      const knobs = Object.keys(directions);
      return knobs.length > 0 && knobs.every((knob) => ways[knob] === directions[knob]);
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
