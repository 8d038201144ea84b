// Turns accepted changes into ordered operations: assignment and configuration never in one rebalance.
import type { Operation } from '../clusters/index.js';
import { type Changes, componentOf } from '../knobs/index.js';

/**
 * Storm may crash the supervisor, or leave the configuration silently unapplied, when one rebalance carries both; so they go apart,
 * and the second waits until the topology is steady again.
 * @param waitSeconds how long the spouts rest before the workers are stopped
 */
export function planOf(changes: Changes, waitSeconds: number): Operation[] {
  const executors: Record<string, number> = {};
  const settings: Record<string, number> = {};
  for (const [knob, value] of Object.entries(changes)) {
    const component = componentOf(knob);
    if (component !== undefined) executors[component] = value;
    else if (knob !== 'workers') settings[knob] = value;
  }
  const workers = changes['workers'] ?? null;
  const operations: Operation[] = [];
  if (workers !== null || Object.keys(executors).length > 0) {
    operations.push({ kind: 'rebalance-assignment', waitSeconds, workers, executors });
  }
  if (Object.keys(settings).length > 0) {
    operations.push({ kind: 'rebalance-configuration', waitSeconds, settings });
  }
  return operations;
}

/**
 * Seconds the spouts should rest so that what is in flight drains: twice the complete latency, at least 1 s and at most the message
 * timeout, after which tuples are replayed anyway. Unknown latency: the timeout, which is Storm's own default.
 */
export function drainWaitSeconds(completeLatencyMs: number | null, messageTimeoutSeconds: number): number {
  if (completeLatencyMs === null) return messageTimeoutSeconds;
  return Math.min(messageTimeoutSeconds, Math.max(1, Math.ceil((2 * completeLatencyMs) / 1000)));
}
