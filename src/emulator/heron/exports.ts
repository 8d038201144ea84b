// What an instance exports once a minute: the difference between two of its heartbeats, in Heron's names and nanoseconds.
import type { Heartbeat, WindowCounts } from '../../simulator/index.js';
import type { Aggregation } from './series.js';

export interface Exported {
  readonly metric: string;
  readonly aggregation: Aggregation;
  readonly value: number;
}

const nanosPerMs = 1e6;
/** Reported by the simulator for the streams that acknowledgements take; Heron has none. */
const isOwn = ({ stream }: { readonly stream: string }): boolean => !stream.startsWith('__');

/**
 * @param before the heartbeat of the same process before it; null for its first
 * @param acking without it nothing is acknowledged, and no latency but that of execute is known
 */
export function exportsOf(before: Heartbeat | null, now: Heartbeat, acking: boolean): Exported[] {
  const seconds = now.uptimeSeconds - (before?.uptimeSeconds ?? 0);
  const [from, to] = [before?.statistics[':all-time'] ?? nothing, now.statistics[':all-time']];
  return [
    ...to.outputs.filter(isOwn).map(({ stream, emitted }) => {
      const earlier = from.outputs.find((one) => one.stream === stream)?.emitted ?? 0;
      return sum(`__emit-count/${stream}`, emitted - earlier);
    }),
    ...inputExports(from, to, acking),
    ...(acking ? completionExports(from, to) : []),
    { metric: '__jvm-uptime-secs', aggregation: 'LAST', value: now.uptimeSeconds },
    { metric: '__jvm-process-cpu-load', aggregation: 'LAST', value: coresOf(from, to, seconds) },
    ...memoryExports(now),
  ];
}

const nothing: WindowCounts = { outputs: [], inputs: [], completions: [] };

/** One GB less what Heron keeps back; what an instance has at least, and that much garbage for each tuple, collected when it is full. */
const heapMiB = 832;
const liveMiB = 120;
const garbageMiB = 0.002;
/** For each MiB of garbage. */
const collectingMs = 0.05;

function memoryExports({ statistics }: Heartbeat): Exported[] {
  const { inputs, outputs } = statistics[':all-time'];
  const executed = inputs.reduce((sum, one) => sum + one.executed, 0);
  const emitted = outputs.filter(isOwn).reduce((sum, one) => sum + one.emitted, 0);
  const garbage = garbageMiB * (executed + emitted);
  const last = (metric: string, value: number): Exported => ({ metric, aggregation: 'LAST', value });
  return [
    last('__jvm-memory-used-mb', Math.round(liveMiB + (garbage % (heapMiB - liveMiB)))),
    last('__jvm-memory-mb-total', heapMiB),
    last('__jvm-gc-collection-time-ms', Math.round(collectingMs * garbage)),
  ];
}

/** Time in execute() per second: the simulator does not tell waiting from computing. */
function coresOf(from: WindowCounts, to: WindowCounts, seconds: number): number {
  const busyMs = ({ inputs }: WindowCounts): number => inputs.reduce((sum, one) => sum + one.executeMsSum, 0);
  return seconds > 0 ? (busyMs(to) - busyMs(from)) / 1000 / seconds : 0;
}

function inputExports(from: WindowCounts, to: WindowCounts, acking: boolean): Exported[] {
  return to.inputs.filter(isOwn).flatMap((input) => {
    const { component, stream } = input;
    const earlier = from.inputs.find((one) => one.component === component && one.stream === stream);
    const of = (field: 'executed' | 'executeMsSum' | 'acked' | 'processMsSum' | 'failed'): number =>
      input[field] - (earlier?.[field] ?? 0);
    // Both scopes are exported: adding them up counts everything twice.
    return [stream, `${component}/${stream}`].flatMap((scope) => [
      sum(`__execute-count/${scope}`, of('executed')),
      ...mean(`__execute-latency/${scope}`, of('executeMsSum'), of('executed')),
      ...(acking
        ? [
            sum(`__ack-count/${scope}`, of('acked')),
            sum(`__fail-count/${scope}`, of('failed')),
            ...mean(`__process-latency/${scope}`, of('processMsSum'), of('acked')),
          ]
        : []),
    ]);
  });
}

function completionExports(from: WindowCounts, to: WindowCounts): Exported[] {
  return to.completions.filter(isOwn).flatMap((done) => {
    const earlier = from.completions.find(({ stream }) => stream === done.stream);
    const of = (field: 'acked' | 'failed' | 'completeMsSum'): number => done[field] - (earlier?.[field] ?? 0);
    return [
      sum(`__ack-count/${done.stream}`, of('acked')),
      sum(`__fail-count/${done.stream}`, of('failed')),
      ...mean(`__complete-latency/${done.stream}`, of('completeMsSum'), of('acked')),
    ];
  });
}

function sum(metric: string, value: number): Exported {
  return { metric, aggregation: 'SUM', value };
}

/** Nothing is exported of what did not happen: its bucket stays empty, and an empty mean reads NaN. */
function mean(metric: string, msSum: number, count: number): Exported[] {
  return count > 0 ? [{ metric, aggregation: 'AVG', value: (msSum / count) * nanosPerMs }] : [];
}
