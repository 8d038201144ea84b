// The loads that a topology has seen: one far outside of them all is a drift of the workload, a daily rhythm is not.
import { z } from 'zod';
import { median } from '../util/index.js';
import type { Shift, Signature } from './types.js';

/** Before a whole day was seen nobody knows what is usual. */
export const wholeDayMs = 24 * 3600_000;
/** Of the most and the least so far. */
const outside = 1.5;

export const loadsSchema = z.object({
  firstAt: z.number().nullable(),
  least: z.number(),
  most: z.number(),
  /** Tuples/s of the last three windows in which the source was seen, newest last. */
  recent: z.array(z.number()),
});
export type Loads = z.infer<typeof loadsSchema>;

export const noLoads: Loads = { firstAt: null, least: 0, most: 0, recent: [] };

/** One more window. What lies outside is not known until it has been told. */
export function knownLoads(before: Loads, { at, rate, isOffered }: Signature): Loads {
  // A clock that was ahead is right again: by it a whole day would never have been seen.
  const loads = before.firstAt !== null && at < before.firstAt ? noLoads : before;
  // What a bottleneck lets through is the least that the source gives.
  const isKnown = isOffered || (loads.firstAt !== null && rate > loads.most * outside);
  if (!isKnown || rate <= 0) return loads;
  if (loads.firstAt === null) return { firstAt: at, least: rate, most: rate, recent: [rate] };
  const recent = [...loads.recent, rate].slice(-3);
  const isOutside = at - loads.firstAt >= wholeDayMs && isFar(loads, rate);
  if (isOutside) return { ...loads, recent };
  return { ...loads, recent, least: Math.min(loads.least, rate), most: Math.max(loads.most, rate) };
}

/** @returns null where the load is one that was seen, or none was seen for a whole day */
export function loadShift(loads: Loads, { at }: Signature): Shift | null {
  if (loads.firstAt === null || at - loads.firstAt < wholeDayMs || loads.recent.length < 3) return null;
  const now = median(loads.recent);
  if (!isFar(loads, now)) return null;
  return { trait: 'rate', component: null, before: now > loads.most ? loads.most : loads.least, after: now };
}

const isFar = ({ least, most }: Loads, rate: number): boolean =>
  rate > most * outside || rate < least / outside;
