// How much the source has to offer: what is seen when nothing holds the spouts back, unknown when something does.
import {
  bottleneckUtilisation,
  type Evaluation,
  fullestPendingUse,
  slowestPathMs,
} from '../metrics/index.js';
import { spoutRate } from './spout-rate.js';
import { expirySeconds } from './timing-out.js';

/** From this share of the pending limit on, the spouts wait for acknowledgements. */
export const heldBackPendingUse = 0.8;
/** A bolt that is busy but keeps up has short queues: tuples then need less than this many times the work along their path. */
const keepsUpFactor = 20;
/** Nobody keeps up for long above this utilisation. */
const fullUtilisation = 0.95;

/** A consumer that keeps up has some messages on the way. */
const keptUpSeconds = 2;

export type Demand =
  | { readonly known: true; readonly perSecond: number }
  | { readonly known: false; readonly atLeastPerSecond: number; readonly because: string };

/**
 * Spout tuples per second on offer: what the source tells, or what is seen. Saturation and demand look alike in the engine's own
 * metrics: behind a full queue, or at the pending limit, only a lower bound is known.
 */
export function estimateDemand(evaluation: Evaluation): Demand {
  const emitted = spoutRate(evaluation);
  const { bottleneck, external } = evaluation;
  const pendingUse = fullestPendingUse(evaluation);
  const offered = external?.offeredPerSecond ?? null;
  if (offered !== null) return { known: true, perSecond: offered };
  const backlog = external?.backlogTuples ?? null;
  // What waits is less than a moment's work: the source has no more to give, however busy things look.
  if (backlog !== null && backlog <= keptUpSeconds * emitted) return { known: true, perSecond: emitted };
  if (backlog !== null) {
    const because = `${Math.round(backlog)} tuples wait at the source`;
    return { known: false, atLeastPerSecond: emitted, because };
  }
  if (evaluation.pendingLimit !== null && expirySeconds(evaluation) !== null) {
    return {
      known: false,
      atLeastPerSecond: emitted,
      because: 'next to all tuples time out and are given again',
    };
  }
  if (pendingUse !== null && pendingUse >= heldBackPendingUse) {
    const because = `${percent(pendingUse)} of what max.spout.pending allows is in flight`;
    return { known: false, atLeastPerSecond: emitted, because };
  }
  if (bottleneck !== null && !keepsUp(evaluation)) {
    const because = `${bottleneck} is busy at least ${percent(bottleneckUtilisation)} of the time`;
    return { known: false, atLeastPerSecond: emitted, because };
  }
  return { known: true, perSecond: emitted };
}

function keepsUp({ completeLatencyMs, components }: Evaluation): boolean {
  const workMs = slowestPathMs(components);
  if (components.some((c) => (c.utilisation ?? 0) >= fullUtilisation)) return false;
  return completeLatencyMs !== null && workMs > 0 && completeLatencyMs < keepsUpFactor * workMs;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
