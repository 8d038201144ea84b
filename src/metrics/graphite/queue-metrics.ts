// Queue metrics of one topology from the fresh series of its workers.
import type { Owned } from './names.js';
import { growthPerMs, type Series } from './series.js';
import type { ComponentQueue, QueueMetrics, WorkerLoad } from './types.js';
import type { Metric } from './wanted.js';

/** Component of what concerns the worker as a whole. */
export const systemComponent = '__system';

const mebibyte = 2 ** 20;

/** @param owned fresh series of the topology's known components */
export function queueMetricsOf(owned: readonly Owned[]): QueueMetrics {
  const current = withoutMoved(owned);
  const named = current.filter((o) => o.component !== systemComponent);
  const ofWorkers = current.filter((o) => o.component === systemComponent);
  return {
    components: mapValues(
      groupBy(named, (o) => o.component),
      componentQueue,
    ),
    workers: mapValues(
      groupBy(ofWorkers, (o) => o.worker),
      workerLoad,
    ),
    backpressureShare: meanShare(named, '__skipped-backpressure-ms'),
    skippedMaxSpoutShare: meanShare(named, '__skipped-max-spout-ms'),
    skippedInactiveShare: meanShare(named, '__skipped-inactive-ms'),
    backpressureOverflow: max(values(named, '__backpressure-last-overflow-count')),
  };
}

/** After a rebalance the series of the task's former worker stay fresh for a while: only the newest of each task counts. */
function withoutMoved(owned: readonly Owned[]): readonly Owned[] {
  const newest = new Map<string, Owned>();
  for (const one of owned) {
    const key = taskKey(one);
    const other = newest.get(key);
    if (other === undefined || other.series.at < one.series.at) newest.set(key, one);
  }
  return owned.filter((one) => newest.get(taskKey(one))?.worker === one.worker);
}

/** Every worker has a system task of its own, with the same number. */
function taskKey({ component, worker, series }: Owned): string {
  return component === systemComponent ? JSON.stringify([worker]) : JSON.stringify([component, series.task]);
}

function componentQueue(owned: readonly Owned[]): ComponentQueue {
  const queues = [...groupBy(owned, (o) => o.series.task).values()].map((task) => ({
    fill: fillOf(task),
    queued: first(task, 'receive-queue-population'),
    capacity: first(task, 'receive-queue-capacity'),
  }));
  const fullest = queues.reduce<(typeof queues)[number] | undefined>(
    (a, b) => (a !== undefined && (a.fill ?? -1) >= (b.fill ?? -1) ? a : b),
    undefined,
  );
  const dropped = max(growths(owned, 'receive-queue-dropped_messages'));
  return {
    queueFill: fullest?.fill ?? null,
    queued: fullest?.queued ?? null,
    queueCapacity: fullest?.capacity ?? null,
    queueWaitMs: max(values(owned, 'receive-queue-sojourn_time_ms')),
    queueArrivalPerSecond: max(values(owned, 'receive-queue-arrival_rate_secs')),
    queueOverflow: max(values(owned, 'receive-queue-overflow')),
    queueDroppedPerSecond: dropped === null ? null : dropped * 1000,
  };
}

/** Population over capacity where both are known: pct_full, the same, comes with two decimals. */
function fillOf(task: readonly Owned[]): number | null {
  const population = first(task, 'receive-queue-population');
  const capacity = first(task, 'receive-queue-capacity');
  const fill =
    population !== null && capacity !== null && capacity > 0
      ? population / capacity
      : first(task, 'receive-queue-pct_full');
  return fill === null ? null : Math.min(1, fill);
}

function workerLoad(owned: readonly Owned[]): WorkerLoad {
  const used = first(owned, 'memory.heap.used');
  const most = first(owned, 'memory.heap.max');
  const collecting = growths(owned, 'GC.time');
  const transfer = first(owned, 'worker-transfer-queue-pct_full');
  return {
    cpuCores: first(owned, 'workerCpuUsage'),
    heapUsedMiB: used === null ? null : used / mebibyte,
    heapMaxMiB: most === null || most === 0 ? null : most / mebibyte,
    gcShare:
      collecting.length === 0
        ? null
        : Math.min(
            1,
            collecting.reduce((a, b) => a + b, 0),
          ),
    transferQueueFill: transfer === null ? null : Math.min(1, transfer),
  };
}

/** Milliseconds per millisecond. Storm counts them for the first task of each executor only. */
function meanShare(owned: readonly Owned[], metric: Metric): number | null {
  const shares = growths(owned, metric).map((share) => Math.min(1, share));
  return shares.length === 0 ? null : shares.reduce((a, b) => a + b, 0) / shares.length;
}

function seriesOf(owned: readonly Owned[], metric: Metric): Series[] {
  return owned.filter((o) => o.series.metric === metric).map((o) => o.series);
}

/** Negative values stand for "unknown" (memory without limit). */
function values(owned: readonly Owned[], metric: Metric): number[] {
  return seriesOf(owned, metric)
    .map((s) => s.value)
    .filter((value) => value >= 0);
}

function growths(owned: readonly Owned[], metric: Metric): number[] {
  return seriesOf(owned, metric)
    .map(growthPerMs)
    .filter((growth) => growth !== null);
}

function first(owned: readonly Owned[], metric: Metric): number | null {
  return values(owned, metric)[0] ?? null;
}

function max(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : numbers.reduce((a, b) => Math.max(a, b));
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

function mapValues<K, A, B>(map: ReadonlyMap<K, A>, value: (a: A) => B): Map<K, B> {
  return new Map([...map].map(([key, a]) => [key, value(a)]));
}
