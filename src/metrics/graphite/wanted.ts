// The metrics that are taken of the hundreds a worker has: the listener's and the reporter's filter come from this one table.

/** Gauges: the newest value is what counts. Names are those of Storm's metrics v2 (JCQueueMetrics, WorkerState, BackPressureTracker). */
const gauges = [
  'receive-queue-pct_full',
  'receive-queue-population',
  'receive-queue-capacity',
  'receive-queue-arrival_rate_secs',
  'receive-queue-sojourn_time_ms',
  'receive-queue-overflow',
  'worker-transfer-queue-pct_full',
  '__backpressure-last-overflow-count',
  'workerCpuUsage',
  'memory.heap.used',
  'memory.heap.max',
] as const;

/** Sums since the worker's start that Storm registers as gauges. */
const sums = ['receive-queue-dropped_messages'] as const;

/** Sums since the worker's start, registered as counters: Graphite's reporter adds `.count` (SpoutExecutor: milliseconds). */
const counters = ['__skipped-max-spout-ms', '__skipped-backpressure-ms', '__skipped-inactive-ms'] as const;

/** Milliseconds of each collector since the worker's start: GC.G1-Young-Generation.time. */
const collectorTime = 'GC[.][^.]+[.]time';

export type Metric = (typeof gauges)[number] | (typeof sums)[number] | (typeof counters)[number] | 'GC.time';

/**
 * The expression of the reporter's RegexFilter: it must match the whole of a name, as Storm registers it. Without backslash and
 * quotes, so that it survives a shell and JSON.
 */
export const filterExpression = `.*-(${alternatives([...gauges, ...sums, ...counters])}|${collectorTime})`;

const wanted = new RegExp(
  `^storm\\.(?:worker|topology)\\.(.+)\\.(-?\\d{1,9})\\.(\\d{1,5})-(?:(${alternatives([...gauges, ...sums])})|(${alternatives(counters)})\\.count|(${collectorTime}))$`,
  's',
);

export interface WantedName {
  /** `<topology id>.<host>.<component>[.<stream>]`: only who knows ids and components can take it apart. */
  readonly subject: string;
  readonly task: number;
  readonly port: number;
  readonly metric: Metric;
  /** Whether the values add up, so that differences say something. */
  readonly cumulative: boolean;
}

/** Takes the end of a name apart, which is the same for all; null for a metric that is not wanted. */
export function wantedName(name: string): WantedName | null {
  const match = wanted.exec(name);
  if (match === null) return null;
  const [, subject = '', task, port, value, counter, collector] = match;
  const metric = collector === undefined ? ((value ?? counter) as Metric) : 'GC.time';
  const cumulative = value === undefined || (sums as readonly string[]).includes(value);
  return { subject, task: Number(task), port: Number(port), metric, cumulative };
}

function alternatives(names: readonly string[]): string {
  return names.map((name) => name.replaceAll('.', '[.]')).join('|');
}
