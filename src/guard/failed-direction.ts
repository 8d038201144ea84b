// Failed direction: what was undone, or failed, or was turned down by a person, is not tried again the same way for a time.
import { addsExecutors, type Directions, directionsOf } from '../knobs/index.js';
import { formatSeconds } from '../util/index.js';
import type { Limits, Rule } from './types.js';

/** Of the knobs of what failed: a change that repeats so many of them is the same one with another decoration. */
const enough = 0.5;

export const failedDirection: Rule = {
  name: 'failed-direction',
  check: ({ changes, configuration, evidence, limits }) => {
    const ways = directionsOf(changes, configuration);
    const no = evidence.declined?.find(({ directions }) => isSameWay(ways, directions));
    if (no !== undefined) {
      const text = `${said(no.directions)} was ${no.how} by ${no.by}; not proposed again for another ${formatSeconds(Math.round(no.secondsLeft))}`;
      return { answer: { guard: 'failed-direction', answer: 'veto', code: 'DECLINED', margin: null, text } };
    }
    const again = evidence.failed.find(
      ({ directions }) => isSameWay(ways, directions) && !isElsewhere(ways, directions, limits),
    );
    if (again === undefined) {
      const text = 'no such change has failed lately';
      return { answer: { guard: 'failed-direction', answer: 'pass', code: 'NOT_TRIED', margin: null, text } };
    }
    const text = `${said(again.directions)} failed or was undone ${formatSeconds(Math.round(again.secondsAgo))} ago`;
    return {
      answer: { guard: 'failed-direction', answer: 'veto', code: 'FAILED_BEFORE', margin: null, text },
    };
  },
};

function isSameWay(ways: Directions, directions: Directions): boolean {
  const knobs = Object.keys(directions);
  const same = knobs.filter((knob) => ways[knob] === directions[knob]);
  return knobs.length > 0 && same.length >= enough * knobs.length;
}

/** Another worker may bring what executors alone could not: CPU of another host, where there is one. */
function isElsewhere(ways: Directions, failed: Directions, { hosts }: Limits): boolean {
  if (hosts === undefined || hosts.free === 0 || !addsExecutors(failed)) return false;
  return ways['workers'] === 'up' && failed['workers'] !== 'up';
}

function said(directions: Directions): string {
  return Object.entries(directions)
    .map(([knob, way]) => `${knob} ${way}`)
    .join(', ');
}
