// Which of Heron's metrics tell what of a component; all but the queue are among those that its default sinks let through.
import { uptimeMetric } from './tracker.js';

export interface MetricNames {
  readonly emitted: readonly string[];
  readonly executed: readonly string[];
  readonly acked: readonly string[];
  readonly failed: readonly string[];
  /** Each latency with the count that weighs it. */
  readonly executeLatency: readonly Weighed[];
  readonly processLatency: readonly Weighed[];
  readonly completeLatency: readonly Weighed[];
  /** Of bolts: messages that wait before the instance. The default sinks keep it back. */
  readonly queue: string | null;
}

/** What every JVM tells of itself; each the last value of its minute. */
export const processMetrics = {
  /** Cores in use: Heron has multiplied the load by the processors already. */
  cpuCores: '__jvm-process-cpu-load',
  usedMiB: '__jvm-memory-used-mb',
  totalMiB: '__jvm-memory-mb-total',
  /** Milliseconds since its start. */
  gcMs: '__jvm-gc-collection-time-ms',
} as const;

export interface Weighed {
  readonly latency: string;
  readonly count: string;
}

/**
 * By stream alone: `__execute-count/SOURCE/STREAM` is exported beside `__execute-count/STREAM`, and adding both up counts twice.
 * @param inputs streams that it reads, of whatever component
 * @param outputs streams that it emits
 */
export function metricNames(
  kind: 'spout' | 'bolt',
  inputs: readonly string[],
  outputs: readonly string[],
): MetricNames {
  const ins = [...new Set(inputs)];
  const outs = [...new Set(outputs)];
  const isSpout = kind === 'spout';
  const weighed = (latency: string, count: string, streams: readonly string[]): Weighed[] =>
    streams.map((stream) => ({ latency: `${latency}/${stream}`, count: `${count}/${stream}` }));
  const of = (metric: string, streams: readonly string[]): string[] => streams.map((s) => `${metric}/${s}`);
  return {
    emitted: of('__emit-count', outs),
    executed: isSpout ? [] : of('__execute-count', ins),
    acked: of('__ack-count', isSpout ? outs : ins),
    failed: of('__fail-count', isSpout ? outs : ins),
    executeLatency: isSpout ? [] : weighed('__execute-latency', '__execute-count', ins),
    processLatency: isSpout ? [] : weighed('__process-latency', '__ack-count', ins),
    completeLatency: isSpout ? weighed('__complete-latency', '__ack-count', outs) : [],
    queue: isSpout ? null : '__gateway-in-stream-queue-size',
  };
}

/** All that is asked of the component, each once. */
export function askedMetrics(names: MetricNames): string[] {
  const latencies = [names.executeLatency, names.processLatency, names.completeLatency].flat();
  return [
    ...names.emitted,
    ...names.executed,
    ...names.acked,
    ...names.failed,
    ...latencies.map(({ latency }) => latency),
    ...(names.queue === null ? [] : [names.queue]),
    ...Object.values(processMetrics),
    uptimeMetric,
  ];
}
