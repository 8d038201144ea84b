// Topologies in which next to all tuples time out before they complete: within what time one would have to.
import type { Evaluation } from '../metrics/index.js';
import { spoutRate } from './spout-rate.js';

/** No more than this share of what the spouts emit completes: more, and the application may have failed the others. */
const nextToNothing = 0.02;
/** Storm's own default of topology.message.timeout.secs: no longer one is relied on. */
const usualTimeoutSeconds = 30;
/** More than this share of the failures counted at bolts, and it is the application that fails them: a timeout is counted at spouts alone. */
const ownFailures = 0.5;
/** Nobody sets a shorter one: what fails sooner was failed by the application. */
const shortestTimeoutSeconds = 10;
/** Storm drops a tuple between one and one and a half timeouts after it was emitted. */
const rotations = 1.5;

/**
 * Seconds within which a tuple has to complete, if it is timeouts that fail next to all of them; null where it is not. While all of them
 * time out, each stays in flight until it is dropped, so that the pending limit over the emitted rate is how long that takes (Little 1961).
 */
export function expirySeconds(evaluation: Evaluation): number | null {
  const {
    acking,
    throughputPerSecond,
    failedPerSecond,
    failedByBoltsPerSecond = 0,
    pendingLimit,
  } = evaluation;
  const emitted = spoutRate(evaluation);
  const isLost = (throughputPerSecond ?? 0) <= nextToNothing * emitted && failedPerSecond > 0;
  if (!acking || emitted <= 0 || !isLost || failedByBoltsPerSecond > ownFailures * failedPerSecond)
    return null;
  if (pendingLimit === null) return usualTimeoutSeconds;
  const inFlightSeconds = pendingLimit / emitted;
  return inFlightSeconds < shortestTimeoutSeconds
    ? null
    : Math.min(usualTimeoutSeconds, inFlightSeconds / rotations);
}
