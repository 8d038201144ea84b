// A planned peak: until it has begun, the load is taken to be what it will be.
import type { Demand } from '../twin/index.js';

export interface Peak {
  /** Of the usual load. */
  readonly factor: number;
  readonly hasBegun: boolean;
  readonly text: string;
}

/** Room is made that long before a peak, seconds: a change, its verification, and a second one where the first was not enough. */
export const peakLeadSeconds = 15 * 60;

export function withPeak(demand: Demand, peak: Peak | null): Demand {
  if (peak === null || peak.hasBegun || !demand.known) return demand;
  return { known: true, perSecond: demand.perSecond * peak.factor };
}
