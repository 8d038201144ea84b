// Sums an executor's counters over its streams, as the UI does.
import type { Counters } from '../../types.js';
import type { ExecutorStats } from './schemas.js';

/** Nimbus's names for the spans: since the start of the process, and the last ten minutes. */
export const windows = { 'since-start': ':all-time', 'engine-10min': '600' } as const;
type WindowName = (typeof windows)[keyof typeof windows];

type Figures<K> = ReadonlyMap<string, ReadonlyMap<K, number>>;
type Keep<K> = (stream: K) => boolean;

export const isSystem = (name: string): boolean => name.startsWith('__');
const all = (): boolean => true;

/**
 * Streams such as `__metrics` are left out of what a component emits, but not for a system component, which has no
 * others. What a bolt executes counts from every input, and by that its two latencies are weighted.
 */
export function countersOf(stats: ExecutorStats, component: string, window: WindowName): Counters {
  const counted: Keep<string> = isSystem(component) ? all : (stream) => !isSystem(stream);
  const { bolt, spout } = stats.specific;
  const done = bolt
    ? { acked: sum(bolt.acked, window, all), failed: sum(bolt.failed, window, all) }
    : { acked: sum(spout?.acked, window, counted), failed: sum(spout?.failed, window, counted) };
  return {
    emitted: sum(stats.emitted, window, counted),
    transferred: sum(stats.transferred, window, counted),
    ...done,
    executed: bolt ? sum(bolt.executed, window, all) : null,
    executeLatencyMs: mean(bolt?.execute_ms_avg, bolt?.executed, window, all),
    processLatencyMs: mean(bolt?.process_ms_avg, bolt?.executed, window, all),
    completeLatencyMs: mean(spout?.complete_ms_avg, spout?.acked, window, counted),
  };
}

/** Share of the last ten minutes, or of the uptime, inside execute() (Storm: StatsUtil.computeExecutorCapacity). */
export function capacityOf({ specific }: ExecutorStats, uptimeSeconds: number): number | null {
  const { bolt } = specific;
  const seconds = Math.min(600, uptimeSeconds);
  if (bolt === undefined || seconds <= 0) return null;
  const executed = sum(bolt.executed, '600', all);
  return (executed * (mean(bolt.execute_ms_avg, bolt.executed, '600', all) ?? 0)) / (1000 * seconds);
}

/** What each of a component's streams has emitted. */
export function addEmitted(into: Map<string, number>, stats: ExecutorStats, window: WindowName): void {
  for (const [stream, count] of stats.emitted.get(window) ?? []) {
    if (!isSystem(stream)) into.set(stream, (into.get(stream) ?? 0) + finite(count));
  }
}

function sum<K>(figures: Figures<K> | undefined, window: WindowName, keep: Keep<K>): number {
  let total = 0;
  for (const [stream, count] of figures?.get(window) ?? []) if (keep(stream)) total += finite(count);
  return total;
}

/** Mean over the streams, each as often as it was counted; null when nothing was. */
function mean<K>(
  means: Figures<K> | undefined,
  counts: Figures<K> | undefined,
  window: WindowName,
  keep: Keep<K>,
): number | null {
  const byStream = new Map([...(counts?.get(window) ?? [])].map(([stream, n]) => [keyOf(stream), finite(n)]));
  let total = 0;
  let weight = 0;
  for (const [stream, value] of means?.get(window) ?? []) {
    const count = byStream.get(keyOf(stream)) ?? 0;
    // Negative after a clock was set back.
    if (!keep(stream) || !Number.isFinite(value) || value < 0 || count <= 0) continue;
    total += value * count;
    weight += count;
  }
  return weight === 0 ? null : total / weight;
}

/** Two decoded stream ids are two objects, equal or not. */
function keyOf(stream: unknown): string {
  return JSON.stringify(stream);
}

function finite(count: number): number {
  return Number.isFinite(count) ? count : 0;
}
