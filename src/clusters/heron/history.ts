// What Trimtab itself remembers of each instance's minutes: an update wipes what the Tracker can show.
import type { Counters, ProcessLoad } from '../types.js';
import { type MetricNames, processMetrics, type Weighed } from './metric-names.js';
import type { Minute } from './minutes.js';
import { uptimeMetric } from './tracker.js';

const nanosPerMs = 1e6;
/** The engine's own window. */
const recentMinutes = 10;
/** Buckets are not exactly of a minute; exports that are rarer are of several. */
const recentSeconds = (recentMinutes + 0.5) * 60;
const queueMinutes = 2;

/** Sums over the minutes seen since the instance's process was first seen. */
export class InstanceHistory {
  private minutes: Minute[] = [];
  private totals = new Map<string, number>();
  private weights = new Map<string, { nanos: number; count: number }>();
  private coveredSeconds = 0;
  lastAt: number | null = null;
  /** By its JVM, at the end of the last minute that it told; null where it does not say. */
  processSeconds: number | null = null;
  /** Minutes since then in which it exported nothing. */
  private silentMinutes = 0;
  /** So many there were before the last export: where it exports once in five minutes, four. */
  private usualSilence = 0;

  constructor(private readonly names: MetricNames) {}

  /**
   * Minutes in order, none of them known yet. Buckets go on without exports (its metrics manager is down, or the process itself) and read 0,
   * the uptime too, which a process that runs exports each time: of such a minute nothing is known.
   */
  add(minutes: readonly Minute[]): void {
    for (const minute of minutes) {
      this.lastAt = minute.at;
      const uptime = minute.values.get(uptimeMetric) ?? null;
      if (uptime === 0) this.silentMinutes += 1;
      else this.addTold(minute, uptime);
    }
  }

  private addTold(minute: Minute, uptime: number | null): void {
    const [before, silent, usual] = [this.processSeconds, this.silentMinutes, Math.max(1, this.usualSilence)];
    this.silentMinutes = 0;
    this.usualSilence = silent;
    if (uptime !== null) this.processSeconds = uptime;
    const isOther = before !== null && uptime !== null && uptime < before;
    if (isOther) this.startOver();
    // What was kept back meanwhile may have come with it, or not.
    if (!isOther && (silent > usual || (silent > 0 && before === null))) return;
    // An export just missed the minute before, or they are rarer than minutes: the uptime tells how long this one is of.
    const isLate = silent > 0 && before !== null && uptime !== null && uptime > before;
    const known = isLate ? lastingSeconds(minute, uptime - before) : minute;
    this.minutes = recentOf([...this.minutes, known].slice(-recentMinutes));
    this.coveredSeconds += known.seconds;
    sumUp(known, this.totals);
    weigh(known, this.latencies(), this.weights);
  }

  private startOver(): void {
    this.minutes = [];
    this.totals = new Map();
    this.weights = new Map();
    this.coveredSeconds = 0;
  }

  /** Seconds that the sums are of; a minute that nobody saw is not in them. */
  get seconds(): number {
    return this.coveredSeconds;
  }

  total(metric: string): number {
    return this.totals.get(metric) ?? 0;
  }

  sinceStart(isBolt: boolean): Counters {
    return countersOf(this.names, this.totals, this.weights, isBolt);
  }

  /** Over at most the last ten full minutes. */
  recent(isBolt: boolean): { readonly seconds: number; readonly counters: Counters } {
    const totals = new Map<string, number>();
    const weights: typeof this.weights = new Map();
    for (const minute of this.minutes) {
      sumUp(minute, totals);
      weigh(minute, this.latencies(), weights);
    }
    const seconds = this.minutes.reduce((sum, minute) => sum + minute.seconds, 0);
    return { seconds, counters: countersOf(this.names, totals, weights, isBolt) };
  }

  /** Mean of the last two minutes that tell it; null where none does. */
  queueSize(): number | null {
    const { queue } = this.names;
    const known = this.minutes
      .slice(-queueMinutes)
      .flatMap(({ values }) => (queue === null ? [] : (values.get(queue) ?? [])));
    return known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0) / known.length;
  }

  /** Of its process, in the last two minutes that tell it; null where none does. A 0 is what a bucket without a value reads. */
  processLoad(): ProcessLoad {
    const { cpuCores, usedMiB, totalMiB, gcMs } = processMetrics;
    const last = (metric: string): number | null =>
      this.minutes.flatMap(({ values }) => values.get(metric) || []).at(-1) ?? null;
    const [used, total] = [last(usedMiB), last(totalMiB)];
    return {
      cpuCores: last(cpuCores),
      heapUsedMiB: used,
      heapFill: used === null || total === null ? null : Math.min(1, used / total),
      gcShare: this.gcShare(gcMs),
    };
  }

  /** Between the ends of the last two minutes, which may lie apart: the metric counts from the start of the process. */
  private gcShare(metric: string): number | null {
    const [before, now] = this.minutes.slice(-2);
    if (before === undefined || now === undefined) return null;
    const [first, last] = [before.values.get(metric) || null, now.values.get(metric) || null];
    const seconds = now.at + now.seconds - (before.at + before.seconds);
    if (first === null || last === null || last < first || seconds <= 0) return null;
    return Math.min(1, (last - first) / 1000 / seconds);
  }

  private latencies(): readonly Weighed[] {
    const { executeLatency, processLatency, completeLatency } = this.names;
    return [...executeLatency, ...processLatency, ...completeLatency];
  }
}

/** The last ones that are of ten minutes together; one at least. */
function recentOf(minutes: readonly Minute[]): Minute[] {
  let sum = 0;
  const first = minutes.findLastIndex(({ seconds }) => {
    sum += seconds;
    return sum > recentSeconds;
  });
  return minutes.slice(Math.min(first + 1, minutes.length - 1));
}

/** The same end, another begin. */
function lastingSeconds(minute: Minute, seconds: number): Minute {
  return { ...minute, at: minute.at + minute.seconds - seconds, seconds };
}

function sumUp({ values }: Minute, totals: Map<string, number>): void {
  for (const [metric, value] of values) totals.set(metric, (totals.get(metric) ?? 0) + (value ?? 0));
}

/** A minute's latency is the mean of its exports; the minute weighs as many tuples as it counted. */
function weigh(
  { values }: Minute,
  latencies: readonly Weighed[],
  weights: Map<string, { nanos: number; count: number }>,
): void {
  for (const { latency, count } of latencies) {
    const [nanos, tuples] = [values.get(latency) ?? null, values.get(count) ?? 0];
    if (nanos === null || tuples <= 0) continue;
    const before = weights.get(latency) ?? { nanos: 0, count: 0 };
    weights.set(latency, { nanos: before.nanos + nanos * tuples, count: before.count + tuples });
  }
}

function countersOf(
  names: MetricNames,
  totals: ReadonlyMap<string, number>,
  weights: ReadonlyMap<string, { readonly nanos: number; readonly count: number }>,
  isBolt: boolean,
): Counters {
  const sum = (metrics: readonly string[]): number =>
    Math.round(metrics.reduce((total, metric) => total + (totals.get(metric) ?? 0), 0));
  const mean = (latencies: readonly Weighed[]): number | null => {
    const known = latencies.flatMap(({ latency }) => weights.get(latency) ?? []);
    const count = known.reduce((n, weight) => n + weight.count, 0);
    return count === 0 ? null : known.reduce((n, { nanos }) => n + nanos, 0) / count / nanosPerMs;
  };
  const emitted = sum(names.emitted);
  return {
    emitted,
    transferred: emitted,
    acked: sum(names.acked),
    failed: sum(names.failed),
    executed: isBolt ? sum(names.executed) : null,
    executeLatencyMs: isBolt ? mean(names.executeLatency) : null,
    processLatencyMs: isBolt ? mean(names.processLatency) : null,
    completeLatencyMs: isBolt ? null : mean(names.completeLatency),
  };
}
