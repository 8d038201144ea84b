// Turns accepted changes into ordered operations: assignment, memory and configuration never in one rebalance.
import type { ComponentResources, Operation } from '../clusters/index.js';
import { type Changes, componentOf, memoryComponentOf } from '../knobs/index.js';

/**
 * Storm may crash the supervisor, or leave the configuration silently unapplied, when one rebalance carries both; so they go apart,
 * and the next waits until the topology is steady again. Memory has one of its own too: it changes what a worker is given.
 * @param waitSeconds how long the spouts rest before the workers are stopped
 */
export function planOf(changes: Changes, waitSeconds: number): Operation[] {
  const executors: [string, number][] = [];
  const memory: [string, ComponentResources][] = [];
  const settings: [string, number][] = [];
  for (const [knob, value] of Object.entries(changes)) {
    const [component, heavy] = [componentOf(knob), memoryComponentOf(knob)];
    if (component !== undefined) executors.push([component, value]);
    else if (heavy !== undefined) memory.push([heavy, { 'onheap.memory.mb': value }]);
    else if (knob !== 'workers') settings.push([knob, value]);
  }
  const workers = changes['workers'] ?? null;
  const operations: Operation[] = [];
  if (workers !== null || executors.length > 0) {
    const named = Object.fromEntries(executors);
    operations.push({ kind: 'rebalance-assignment', waitSeconds, workers, executors: named });
  }
  if (memory.length > 0) {
    operations.push({ kind: 'rebalance-resources', waitSeconds, resources: Object.fromEntries(memory) });
  }
  if (settings.length > 0) {
    operations.push({ kind: 'rebalance-configuration', waitSeconds, settings: Object.fromEntries(settings) });
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
