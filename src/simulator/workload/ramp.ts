// A load that grows or shrinks evenly from one rate to another.
import { z } from 'zod';
import { lasting, minute, rate } from './fields.js';
import type { Workload } from './types.js';

export const rampLoad = z.strictObject({
  kind: z.literal('ramp'),
  fromPerSecond: rate,
  toPerSecond: rate,
  startMinute: minute.default(0),
  overMinutes: lasting,
});

export function rampWorkload(load: z.output<typeof rampLoad>): Workload {
  const { fromPerSecond, toPerSecond, startMinute, overMinutes } = load;
  return {
    perSecond: (elapsedSeconds) => {
      const done = Math.max(0, Math.min(1, (elapsedSeconds / 60 - startMinute) / overMinutes));
      return fromPerSecond + (toPerSecond - fromPerSecond) * done;
    },
  };
}
