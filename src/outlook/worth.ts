// What a change is worth and costs, as policies weigh it and guards do: one careful gain, one full cost.
import type { Outlook } from './types.js';

/** What every restart costs beside its pause, in utility times seconds: the nerves of the operators, and what is not modelled. */
const churnPerRestart = 5;
/** How much of the way from the expected gain to its pessimistic end is not counted on. */
const caution = 0.25;

/** Utility gained while the load stays as it is, at the careful end; null when unknown. */
export function carefulGain({ utilityGain, utilityGainLow }: Outlook): number | null {
  if (utilityGain === null) return null;
  return utilityGain - caution * Math.max(0, utilityGain - (utilityGainLow ?? utilityGain));
}

/** Utility times seconds: what is lost in the pause, and the churn. */
export function costOf({ loss, price }: Outlook): number {
  return loss + churnPerRestart * price.restarts * disturbance(price);
}

/**
 * Of a restart of everything, 0.5 … 1: one half is that the topology stops at all, the other goes by the share of the processes that start
 * anew. Less than 1 only for an update of Heron that leaves instances alone.
 */
export function disturbance({ update }: Outlook['price']): number {
  return (1 + (update?.startedShare ?? 1)) / 2;
}

/** SLOs that hold now and might not after the change. */
export function slosAtRisk({ brokenSlos }: Outlook): string[] {
  return brokenSlos.pessimistic.filter((name) => !brokenSlos.now.includes(name));
}
