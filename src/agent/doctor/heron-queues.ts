// What doctor says of the queue sizes of Heron's instances, and the lines of metrics_sinks.yaml that make the Tracker show them.
import { createTwoFilesPatch } from 'diff';
import { type ClusterInfo, type Snapshot, withoutQueueSizes } from '../../clusters/index.js';
import type { Prometheus } from '../../external/index.js';
import type { Finding } from './finding.js';
import { prometheusFindings } from './heron-prometheus.js';

/** What Heron's own metrics_sinks.yaml lets through to the topology manager, the same for every scheduler. */
const usualTypes: readonly (readonly [prefix: string, type: string])[] = [
  ['__emit-count', 'SUM'],
  ['__execute-count', 'SUM'],
  ['__fail-count', 'SUM'],
  ['__ack-count', 'SUM'],
  ['__complete-latency', 'AVG'],
  ['__execute-latency', 'AVG'],
  ['__process-latency', 'AVG'],
  ['__jvm-uptime-secs', 'LAST'],
  ['__jvm-process-cpu-load', 'LAST'],
  ['__jvm-memory-used-mb', 'LAST'],
  ['__jvm-memory-mb-total', 'LAST'],
  ['__jvm-gc-collection-time-ms', 'LAST'],
  ['__server/__time_spent_back_pressure_initiated', 'SUM'],
  ['__time_spent_back_pressure_by_compid', 'SUM'],
];
/** A mean of looks at the queue, ten seconds apart (GatewayMetrics.java). */
const queueType = ['__gateway-in-stream-queue-size', 'AVG'] as const;

/**
 * Nothing for Storm, and where no topology could be measured.
 * @param prometheus where what the Tracker does not show is asked for; null where none is configured
 */
export async function heronQueueFindings(
  info: ClusterInfo,
  snapshots: readonly Snapshot[],
  prometheus: Prometheus | null,
  signal: AbortSignal,
): Promise<Finding[]> {
  const check = 'queue sizes';
  const bolts = snapshots.flatMap(({ components }) => components.filter(({ kind }) => kind === 'bolt'));
  const place = snapshots[0]?.topology.place;
  if (info.engine !== 'heron' || place === undefined || bolts.length === 0) return [];
  const lacking = snapshots.filter((snapshot) => withoutQueueSizes(snapshot).length > 0);
  if (prometheus !== null && lacking.length > 0) return prometheusFindings(prometheus, lacking, signal);
  if (bolts.some(({ queueFill }) => queueFill != null))
    return [{ check, status: 'ok', text: 'instances report them' }];
  const { cluster } = place;
  return [
    {
      check,
      status: 'ok',
      text: 'the Tracker does not show them, so that suggestions have no column QUEUE; nothing else is missing',
      next: `To have them, add the lines marked + below to conf/${cluster}/metrics_sinks.yaml where topologies are submitted, and submit these again. Or let a Prometheus scrape Heron's prometheus-sink, and name it in clusters[].prometheus.`,
      diff: sinksDiff(cluster, info.version),
    },
  ];
}

/** Of both sections, since the other one feeds the health manager; the names of sections are those of the version. */
function sinksDiff(cluster: string, version: string): string {
  const file = `conf/${cluster}/metrics_sinks.yaml`;
  const manager = isBefore(version, [0, 20, 4]) ? 'tmaster' : 'tmanager';
  const text = (first: readonly (typeof usualTypes)[number][]): string =>
    [manager, 'metricscache'].map((name) => sectionText(name, [...first, ...usualTypes])).join('');
  // One line around each: the name of the section above, and the first of Heron's own below.
  const patch = createTwoFilesPatch(file, file, text([]), text([queueType]), undefined, undefined, {
    context: 1,
  });
  return patch.slice(patch.indexOf('---'));
}

function sectionText(name: string, types: readonly (readonly [string, string])[]): string {
  const lines = types.map(([prefix, type]) => `    "${prefix}": ${type}`);
  return [`  ${name}-metrics-type:`, ...lines, ''].join('\n');
}

/** The topology master became the topology manager in 0.20.4, and its sink with it. */
function isBefore(version: string, than: readonly number[]): boolean {
  const numbers = /^(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  if (numbers === undefined) return false;
  const at = numbers.findIndex((n, i) => n !== than[i]);
  return at >= 0 && (numbers[at] ?? 0) < (than[at] ?? 0);
}
