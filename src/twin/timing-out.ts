// Topologies in which most tuples time out before they complete: what moves is seen, and when a tuple would be in time.
import type { Evaluation } from '../metrics/index.js';
import { spoutRate } from './demand.js';

/** From this share of what the spouts emit on, it is timeouts that keep tuples from completing. */
const mostlyFailed = 0.5;
/** Storm's own default of topology.message.timeout.secs: no longer one is relied on. */
const usualTimeoutSeconds = 30;
/** Storm drops a tuple between one and one and a half timeouts after it was emitted. */
const rotations = 1.5;

/**
 * Seconds within which a tuple has to complete; null where tuples do not time out. While all of them do, each stays in flight until it is
 * dropped, so that the pending limit over the emitted rate is how long that takes (Little 1961).
 */
export function expirySeconds(evaluation: Evaluation): number | null {
  const { acking, failedPerSecond, pendingLimit } = evaluation;
  const emitted = spoutRate(evaluation);
  if (!acking || emitted <= 0 || failedPerSecond < mostlyFailed * emitted) return null;
  return pendingLimit === null
    ? usualTimeoutSeconds
    : Math.min(usualTimeoutSeconds, pendingLimit / emitted / rotations);
}
