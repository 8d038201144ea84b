// A flash crowd: the load rises to a multiple, stays there for a while and falls back.
import { z } from 'zod';
import { lasting, minute, rate } from './fields.js';
import type { Workload } from './types.js';

export const flashLoad = z.strictObject({
  kind: z.literal('flash'),
  basePerSecond: rate,
  /** At its height the load is so many times the base. */
  factor: rate,
  atMinute: minute,
  riseMinutes: z.number().min(0),
  holdMinutes: lasting,
  fallMinutes: z.number().min(0),
});

export function flashWorkload(load: z.output<typeof flashLoad>): Workload {
  const { basePerSecond, factor, atMinute, riseMinutes, holdMinutes, fallMinutes } = load;
  const heightAt = (since: number): number => {
    if (since < 0) return 0;
    if (since < riseMinutes) return since / riseMinutes;
    const falling = since - riseMinutes - holdMinutes;
    if (falling < 0) return 1;
    return falling < fallMinutes ? 1 - falling / fallMinutes : 0;
  };
  return {
    perSecond: (elapsedSeconds) =>
      basePerSecond * (1 + (factor - 1) * heightAt(elapsedSeconds / 60 - atMinute)),
  };
}
