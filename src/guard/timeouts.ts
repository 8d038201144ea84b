// Timeouts: what is in flight after the pause of a change must be able to complete in time, or nothing ever does.
import type { Rule } from './types.js';

/** What completes late on the average is too late for many; and the capacity is a prediction. */
const inTime = 0.7;
const percent = `${Math.round(100 * inTime)} %`;

/**
 * The backlog of a pause fills the loop up to max.spout.pending. Where that takes longer than the message timeout, every tuple fails and is
 * given once more, and the topology stays that way: no undoing brings it back, as that is a pause as well.
 */
export const timeouts: Rule = {
  name: 'timeouts',
  check: ({ outlook, limits }) => {
    const seconds = outlook?.fullLoopSeconds ?? null;
    const most = inTime * limits.messageTimeoutSeconds;
    if (seconds === null || seconds <= most) {
      const text = 'what may be in flight can complete in time';
      return { answer: { guard: 'timeouts', answer: 'pass', code: 'IN_TIME', margin: null, text } };
    }
    const text = `after the pause all that topology.max.spout.pending allows is in flight, which takes ${tenths(seconds)} s; tuples time out after ${limits.messageTimeoutSeconds} s, and beyond ${percent} of that (${tenths(most)} s) so many may be late that none completes any more`;
    const margin = 1 - seconds / most;
    return { answer: { guard: 'timeouts', answer: 'veto', code: 'WOULD_TIME_OUT', margin, text } };
  },
};

/** Not rounded further: a value that was refused should not look like the limit. */
function tenths(seconds: number): string {
  return String(Number(seconds.toFixed(1)));
}
