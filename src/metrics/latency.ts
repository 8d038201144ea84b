// Complete latency of the topology, and how much of it is waiting rather than work.
import type { ComponentEvaluation, ExecutorWindow } from './types.js';

/** Mean over the spouts' executors, weighted by what they completed; null when nothing completed. */
export function completeLatencyMs(spouts: readonly ExecutorWindow[]): number | null {
  const done = spouts.filter((e) => e.completeLatencyMs !== null && e.acked > 0);
  const acked = done.reduce((sum, e) => sum + e.acked, 0);
  if (acked === 0) return null;
  return done.reduce((sum, e) => sum + (e.completeLatencyMs ?? 0) * e.acked, 0) / acked;
}

/** Complete latency less the work along the slowest path; null when either is unknown. */
export function queueingMs(
  completeMs: number | null,
  components: readonly ComponentEvaluation[],
): number | null {
  if (completeMs === null) return null;
  return Math.max(0, completeMs - slowestPathMs(components));
}

/** The largest sum of process latencies from a spout to a last bolt. Edges that close a loop are followed once. */
export function slowestPathMs(components: readonly ComponentEvaluation[]): number {
  const byName = new Map(components.map((c) => [c.name, c]));
  const done = new Map<string, number>();
  const open = new Set<string>();
  const upTo = (name: string): number => {
    const known = done.get(name);
    if (known !== undefined) return known;
    const component = byName.get(name);
    if (component === undefined || open.has(name)) return 0;
    open.add(name);
    const before = component.inputs.map((input) => upTo(input.from));
    open.delete(name);
    const total = Math.max(0, ...before) + (component.processLatencyMs ?? 0);
    done.set(name, total);
    return total;
  };
  return Math.max(0, ...components.map((c) => upTo(c.name)));
}
