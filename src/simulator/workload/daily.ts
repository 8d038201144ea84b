// A load with the rhythm of a day, and one burst in it where wanted.
import { z } from 'zod';
import { lasting, minute, rate } from './fields.js';
import type { Workload } from './types.js';

const secondsPerDay = 86_400;

export const dailyLoad = z.strictObject({
  kind: z.literal('daily'),
  meanPerSecond: rate,
  /** Share of the mean by which peak and trough differ from it. */
  amplitude: z.number().min(0).max(1),
  /** For some minutes the load is so many times as high. */
  burst: z.strictObject({ atMinute: minute, minutes: lasting, factor: rate }).optional(),
});

/** mean (1 + amplitude sin(2 pi t / day)), times the factor of the burst while it lasts: the day starts on its rising flank. */
export function dailyWorkload({ meanPerSecond, amplitude, burst }: z.output<typeof dailyLoad>): Workload {
  const factorAt = (elapsedSeconds: number): number => {
    if (burst === undefined) return 1;
    const since = elapsedSeconds / 60 - burst.atMinute;
    return since >= 0 && since < burst.minutes ? burst.factor : 1;
  };
  return {
    perSecond: (elapsedSeconds) => {
      const rhythm = 1 + amplitude * Math.sin((2 * Math.PI * elapsedSeconds) / secondsPerDay);
      return meanPerSecond * rhythm * factorAt(elapsedSeconds);
    },
  };
}
