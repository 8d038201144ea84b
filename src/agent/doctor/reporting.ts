// Examines whether workers report their queues, and gives the settings that make them.
import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { stormCommands } from '../../change/index.js';
import type { ClusterInfo, Snapshot } from '../../clusters/index.js';
import type { TrimtabError } from '../../errors/index.js';
import { mergedReporters, reporterEntry, reportersKey } from '../../metrics/index.js';
import { type Clock, shellQuote } from '../../util/index.js';
import { type Reporting, reportersOperation } from '../advice/reporting.js';
import type { Finding } from './finding.js';

/** clusters[].graphite as doctor found it. */
export interface ReportingToExamine extends Reporting {
  /** Such as "0.0.0.0:2003". */
  readonly listen: string;
  /** Why nobody listens. */
  readonly problem: { readonly error: TrimtabError; readonly taken: boolean } | null;
}

export interface Watching {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** How long to wait for lines; 0 does not watch. */
  readonly waitSeconds: number;
}

const check = 'queues';

/** What holds for the cluster as a whole. */
export function listenerFindings(info: ClusterInfo, reporting: ReportingToExamine | null): Finding[] {
  if (reporting === null) return [];
  const { target, listen, problem } = reporting;
  if (info.generation === 'storm-1.2') {
    const text = `Storm ${info.version} has no reporter for queues: their fill and backpressure stay unknown`;
    const next = 'Take clusters[].graphite out of the configuration: it does nothing for Storm 1.2.';
    return [{ check, status: 'warning', text, next }];
  }
  if (problem === null) {
    const text = `listens on ${listen}; workers are to report to ${target.host}:${target.port}`;
    return [{ check, status: 'ok', text }];
  }
  const { code, message, next, exitCode } = problem.error;
  if (!problem.taken)
    return [{ check, status: 'broken', text: `${code}: ${message}`, next, code, exit: exitCode }];
  return [
    {
      check,
      status: 'warning',
      text: `${message}: whether workers report is not checked`,
      next: `If an agent of this host has it, nothing is to be done. Else: ${next}`,
    },
  ];
}

/** Whether the workers of one topology report; Storm 2.x only. */
export async function reportingFindings(
  topologyCheck: string,
  info: ClusterInfo,
  snapshot: Snapshot,
  reporting: ReportingToExamine | null,
  watching: Watching,
): Promise<Finding[]> {
  if (reporting === null || info.generation === 'storm-1.2') return [];
  const { target } = reporting;
  const place = `${target.host}:${target.port}`;
  const expected = snapshot.workers.length;
  const seen = await workersSeen(snapshot, reporting, watching);
  const merged = mergedReporters(snapshot.configuration[reportersKey], entryOf(reporting));
  const finding = (rest: Omit<Finding, 'check'>): Finding[] => [{ check: topologyCheck, ...rest }];
  if (seen !== null && seen >= expected)
    return finding({ status: 'ok', text: `queues: ${expected} of ${expected} workers report` });
  if (merged.kind === 'already-there') {
    if (seen === null)
      return finding({ status: 'ok', text: `queues: set to report to ${place}; not watched` });
    return finding({
      status: 'warning',
      text: `queues: set to report to ${place}, but ${seen} of ${expected} workers do`,
      next: `From the workers' hosts ${target.host} must resolve to this machine and port ${target.port} be open (firewall); worker.log says "Unable to report to Graphite" where it is not.`,
    });
  }
  if (merged.kind === 'unreadable')
    return finding({
      status: 'warning',
      text: `queues: ${reportersKey} is no list of mappings, so the workers cannot be made to report`,
      next: 'Correct the setting where the topology is submitted.',
    });
  return finding({
    status: 'warning',
    text: `queues: its workers are not set to report to ${place}, so their fill and backpressure are unknown`,
    next: 'Paste the first line (it restarts all workers once). The others are for new submissions: an option of storm jar, or a line in storm.yaml of Nimbus and the supervisors.',
    paste: pasteable(snapshot, reporting),
  });
}

/** null when nobody watches. Every worker sends something within a period; two leave room for a slow one. */
async function workersSeen(
  { topology, workers }: Snapshot,
  { source, target }: ReportingToExamine,
  { clock, signal, waitSeconds }: Watching,
): Promise<number | null> {
  if (source === null || waitSeconds === 0) return null;
  const end = clock.now() + Math.min(waitSeconds, 2 * target.periodSeconds) * 1000;
  for (;;) {
    const seen = source.reportingWorkers(topology.id, clock.now()).size;
    if (seen >= workers.length || clock.now() >= end) return seen;
    await clock.sleep(1000, signal);
  }
}

function entryOf({ target }: Reporting): Readonly<Record<string, unknown>> {
  return reporterEntry(target, hostname());
}

/** The whole value, in the three forms in which it can be set. */
function pasteable(snapshot: Snapshot, reporting: Reporting): NonNullable<Finding['paste']> {
  const { topology, configuration } = snapshot;
  const operation = reportersOperation(topology, configuration, reporting.target);
  const value = JSON.stringify(ownReporters(configuration, reporting));
  return [
    ...(operation === null
      ? []
      : stormCommands(topology.name, [operation]).map((text) => ({ where: 'now', text }))),
    {
      where: 'new submission',
      text: `storm jar JAR MAIN_CLASS ARGUMENTS -c ${shellQuote(`${reportersKey}=${value}`)}`,
    },
    { where: 'storm.yaml', text: `${reportersKey}: ${value}` },
  ];
}

/** Without those that Nimbus adds to every submission by itself (storm.topology.metrics.system.reporters). */
function ownReporters(configuration: Snapshot['configuration'], reporting: Reporting): readonly unknown[] {
  const merged = mergedReporters(configuration[reportersKey], entryOf(reporting));
  const system = configuration['storm.topology.metrics.system.reporters'];
  const added: readonly unknown[] = Array.isArray(system) ? system : [];
  const list = merged.kind === 'changed' ? merged.reporters : [];
  return list.filter((reporter) => !added.some((other) => isDeepStrictEqual(other, reporter)));
}
