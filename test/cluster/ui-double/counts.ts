// What Nimbus tells of one executor, as the sums per stream and window that the UI's pages are made of.
import type { ExecutorStats } from '../../../src/clusters/storm/thrift/schemas.js';
import type { ExecutorStatistics, WindowCounts } from '../../../src/simulator/index.js';

type Figures<K> = ReadonlyMap<string, ReadonlyMap<K, number>> | undefined;
interface Stream {
  readonly componentId: string;
  readonly streamId: string;
}

export function statisticsOf(stats: ExecutorStats): ExecutorStatistics {
  return {
    '600': countsOf(stats, '600'),
    '10800': countsOf(stats, '10800'),
    '86400': countsOf(stats, '86400'),
    ':all-time': countsOf(stats, ':all-time'),
  };
}

function countsOf({ emitted, transferred, specific }: ExecutorStats, window: string): WindowCounts {
  const { spout } = specific;
  const sent = by(transferred, window, (stream) => stream);
  const failed = by(spout?.failed, window, (stream) => stream);
  const means = by(spout?.complete_ms_avg, window, (stream) => stream);
  return {
    outputs: [...(emitted.get(window) ?? [])].map(([stream, n]) => ({
      stream,
      emitted: n,
      transferred: sent.get(stream) ?? 0,
    })),
    inputs: inputsOf(specific.bolt, window),
    completions: [...(spout?.acked.get(window) ?? [])].map(([stream, acked]) => ({
      stream,
      acked,
      failed: failed.get(stream) ?? 0,
      completeMsSum: (means.get(stream) ?? 0) * acked,
    })),
  };
}

/**
 * The UI weighs both latencies of a bolt by what was executed (StatsUtil.aggBoltLatAndCount); the pages used here divide
 * the process times by what was acked, so the sums are scaled to give the same mean.
 */
function inputsOf(bolt: ExecutorStats['specific']['bolt'], window: string): WindowCounts['inputs'] {
  if (bolt === undefined) return [];
  const key = ({ componentId, streamId }: Stream): string => JSON.stringify([componentId, streamId]);
  const acked = by(bolt.acked, window, key);
  const failed = by(bolt.failed, window, key);
  const execute = by(bolt.execute_ms_avg, window, key);
  const process = by(bolt.process_ms_avg, window, key);
  const streams = [...(bolt.executed.get(window) ?? [])];
  const allExecuted = streams.reduce((sum, [, n]) => sum + n, 0);
  const allAcked = [...acked.values()].reduce((sum, n) => sum + n, 0);
  const scale = allExecuted === 0 ? 0 : allAcked / allExecuted;
  return streams.map(([stream, executed]) => ({
    component: stream.componentId,
    stream: stream.streamId,
    executed,
    executeMsSum: executed * (execute.get(key(stream)) ?? 0),
    acked: acked.get(key(stream)) ?? 0,
    processMsSum: executed * (process.get(key(stream)) ?? 0) * scale,
    failed: failed.get(key(stream)) ?? 0,
  }));
}

function by<K>(figures: Figures<K>, window: string, key: (stream: K) => string): ReadonlyMap<string, number> {
  return new Map([...(figures?.get(window) ?? [])].map(([stream, n]) => [key(stream), n]));
}
