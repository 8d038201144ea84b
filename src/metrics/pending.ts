// How near the spouts are to their pending limits, each of which has its own.
import type { ComponentEvaluation, Evaluation } from './types.js';

/**
 * Share of its limit that the spout which is nearest to it has in flight; null where that is unknown. Where one waits at its limit, idle ones
 * beside it make `pendingUse`, which is of all together, small.
 */
export function fullestPendingUse(evaluation: Evaluation): number | null {
  const own = evaluation.components.flatMap((c) => ownPendingUse(c, evaluation) ?? []);
  return own.length === 0 ? evaluation.pendingUse : Math.max(evaluation.pendingUse ?? 0, ...own);
}

/**
 * Of one spout among several, by Little's law and its own latency; null for others, and where that is unknown. What it emits without message
 * ids counts for no limit.
 */
export function ownPendingUse(
  { kind, ackedPerSecond, completeLatencyMs, tasks }: ComponentEvaluation,
  { components, pendingLimit }: Evaluation,
): number | null {
  if (kind !== 'spout' || pendingLimit === null) return null;
  if (typeof completeLatencyMs !== 'number' || ackedPerSecond === undefined) return null;
  const allTasks = components.reduce((sum, c) => (c.kind === 'spout' ? sum + c.tasks : sum), 0);
  return (ackedPerSecond * completeLatencyMs * allTasks) / 1000 / (pendingLimit * tasks);
}
