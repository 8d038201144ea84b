// Makes the workers of a topology report their queues: the operation, and the advice that proposes it.
import { hostname } from 'node:os';
import { stormCommands } from '../../change/index.js';
import type { ClusterInfo, Operation, SettingValue, Snapshot, TopologyRef } from '../../clusters/index.js';
import {
  type GraphiteTarget,
  mergedReporters,
  type QueueMetrics,
  type QueueSource,
  reporterEntry,
  reportersKey,
} from '../../metrics/index.js';
import type { Clock } from '../../util/index.js';
import type { Collected } from '../look/collect.js';

/** clusters[].graphite at work. */
export interface Reporting {
  readonly target: GraphiteTarget;
  /** What comes in; null where the port could not be had. */
  readonly source: QueueSource | null;
  /** Whether to propose the reporter where it is missing. */
  readonly propose: boolean;
}

/** What only a restart of the workers brings about, though no knob is turned. */
export interface ReportingAdvice {
  readonly knob: typeof reportersKey;
  readonly from: null;
  readonly to: null;
  readonly needs: 'rebalance';
  readonly text: string;
  readonly commands: readonly string[];
}

/**
 * The rebalance that adds the reporter to those of the topology; null when it is there already, when what is set cannot be added
 * to, and while the topology cannot be rebalanced. Storm 2.x only: 1.2 has no such reporter.
 * @param configuration the engine's view of every setting of the topology
 * @param waitSeconds how long the spouts rest before; the message timeout, Storm's own default, unless it is given
 */
export function reportersOperation(
  topology: Pick<TopologyRef, 'status'>,
  configuration: Snapshot['configuration'],
  graphite: GraphiteTarget,
  waitSeconds: number = messageTimeoutSeconds(configuration),
): Operation | null {
  if (topology.status !== 'active' && topology.status !== 'inactive') return null;
  const merged = mergedReporters(configuration[reportersKey], reporterEntry(graphite, hostname()));
  if (merged.kind !== 'changed') return null;
  const settings: Record<string, SettingValue> = { [reportersKey]: merged.reporters };
  return { kind: 'rebalance-configuration', waitSeconds, settings };
}

/** For a dry run, where `propose` asks for it and some worker does not report. */
export function reportingAdvice(
  info: ClusterInfo,
  { topology, configuration, workers }: Snapshot,
  reporting: Reporting | null,
  queues: QueueMetrics | null,
  waitSeconds: number,
): ReportingAdvice[] {
  if (reporting === null || !reporting.propose || info.generation !== 'storm-2.x') return [];
  // By an entry that is not ours to the letter, perhaps: they report.
  if (queues !== null && queues.workers.size >= workers.length) return [];
  const operation = reportersOperation(topology, configuration, reporting.target, waitSeconds);
  if (operation === null) return [];
  const { host, port } = reporting.target;
  return [
    {
      knob: reportersKey,
      from: null,
      to: null,
      needs: 'rebalance',
      text: `Its workers do not report to ${host}:${port}, so the fill of queues and backpressure are unknown. This makes them, at the price of one restart of all workers; reporters that it has stay.`,
      commands: stormCommands(topology.name, [operation]),
    },
  ];
}

/** What the lines that came in say of a topology that was measured; null without them. */
export function queuesOf(
  collected: Collected,
  clock: Clock,
  reporting: Reporting | null,
): QueueMetrics | null {
  if (collected.kind === 'not-ready') return null;
  const { topology, components } = collected.window.snapshot;
  const names = components.map((c) => c.name);
  return reporting?.source?.queueMetrics(topology.id, names, clock.now()) ?? null;
}

function messageTimeoutSeconds(configuration: Snapshot['configuration']): number {
  const timeout = configuration['topology.message.timeout.secs'];
  return typeof timeout === 'number' && timeout >= 0 ? Math.ceil(timeout) : 30;
}
