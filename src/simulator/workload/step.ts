// A load that jumps at given minutes, once or over and over.
import { z } from 'zod';
import { lasting, minute, rate } from './fields.js';
import type { Workload } from './types.js';

export const stepLoad = z
  .strictObject({
    kind: z.literal('step'),
    steps: z.array(z.strictObject({ atMinute: minute, perSecond: rate })).min(1),
    /** Starts again from minute 0 after so many minutes. */
    repeatMinutes: lasting.optional(),
  })
  .superRefine(({ steps, repeatMinutes }, context) => {
    steps.forEach(({ atMinute }, i) => {
      const path = ['steps', i, 'atMinute'];
      const before = steps[i - 1]?.atMinute;
      if (before !== undefined && atMinute <= before) {
        context.addIssue({ code: 'custom', path, message: `expected a minute after ${before}` });
      } else if (repeatMinutes !== undefined && atMinute >= repeatMinutes) {
        context.addIssue({ code: 'custom', path, message: `expected one before repeatMinutes` });
      }
    });
  });

/** Before the first step its rate holds too. */
export function stepWorkload({ steps, repeatMinutes }: z.output<typeof stepLoad>): Workload {
  return {
    perSecond: (elapsedSeconds) => {
      const elapsed = Math.max(0, elapsedSeconds) / 60;
      const at = repeatMinutes === undefined ? elapsed : elapsed % repeatMinutes;
      return (steps.findLast(({ atMinute }) => atMinute <= at) ?? steps[0])?.perSecond ?? 0;
    },
  };
}
