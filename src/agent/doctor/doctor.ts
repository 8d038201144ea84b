// Examines what a suggestion rests on: the cluster's leader and version, fresh statistics, head-room, clocks.
import type { Cluster, ClusterInfo, Snapshot, TopologyRef } from '../../clusters/index.js';
import type { NamedKnob } from '../../config/index.js';
import { asTrimtabError } from '../../errors/index.js';
import type { Prometheus } from '../../external/index.js';
import type { Clock } from '../../util/index.js';
import { lastingName, toldName } from '../lasting-name.js';
import { collect } from '../look/collect.js';
import { type ExternalToExamine, externalFindings } from './external.js';
import type { Finding } from './finding.js';
import { heronQueueFindings } from './heron-queues.js';
import { knobFindings } from './knobs.js';
import { type PolicyToExamine, policyFindings } from './policy.js';
import { listenerFindings, type ReportingToExamine, reportingFindings } from './reporting.js';
import { roomFindings } from './room.js';

export interface ExamineOptions {
  readonly cluster: Cluster;
  /** What is read, for the reader of the findings. */
  readonly url: string;
  readonly clock: Clock;
  /** A simulated cluster's clock is its own. */
  readonly simulated: boolean;
  /** How long statistics may take to move; 0 does not check that. */
  readonly waitSeconds: number;
  readonly nodeVersion: string;
  /** Who decides. */
  readonly agent: PolicyToExamine;
  /** Without it nobody listens for queues. */
  readonly reporting?: ReportingToExamine | null;
  /** Heron: where queue sizes are asked for that the Tracker does not show. */
  readonly prometheus?: Prometheus | null;
  /** What is asked beside the engine; absent: it is not looked at. */
  readonly external?: ExternalToExamine;
  /** Those that the configuration names; absent: they are not looked at. */
  readonly knobs?: readonly NamedKnob[];
  readonly signal: AbortSignal;
}

const oldestNode = [20, 17] as const;
/** Statistics less often than this make every measurement slow. */
const slowIntervalSeconds = 30;
const clockToleranceSeconds = 10;

export async function examine(options: ExamineOptions): Promise<Finding[]> {
  const findings = [nodeFinding(options.nodeVersion), ...(await policyFindings(options.agent))];
  try {
    const info = await options.cluster.info(options.signal);
    const topologies = await options.cluster.topologies(options.signal);
    findings.push(
      ...clusterFindings(info, topologies, options),
      ...listenerFindings(info, options.reporting ?? null),
    );
    const names = topologies.map(lastingName);
    const perTopology = await Promise.all(
      topologies.map((t) => topologyFindings(t, toldName(lastingName(t), names), info, options)),
    );
    findings.push(...(await apiFindings(options)));
    const measured = perTopology.flatMap(({ snapshot }) => snapshot ?? []);
    return [
      ...findings,
      ...perTopology.flatMap((one) => one.findings),
      ...knobFindings(options.knobs ?? [], topologies, measured),
      ...(options.external
        ? await externalFindings(options.external, topologies, measured, options.signal)
        : []),
      ...(await heronQueueFindings(info, measured, options.prometheus ?? null, options.signal)),
    ];
  } catch (thrown) {
    if (options.signal.aborted) throw thrown;
    return [...findings, brokenFinding('reachability', thrown)];
  }
}

function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fine = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]);
  return fine
    ? { check: 'node', status: 'ok', text: `Node ${version}` }
    : {
        check: 'node',
        status: 'broken',
        text: `Node ${version} is too old`,
        next: 'Install Node 20.17 or later.',
      };
}

function clusterFindings(
  info: ClusterInfo,
  topologies: readonly TopologyRef[],
  { url, clock, simulated }: ExamineOptions,
): Finding[] {
  const names = topologies.map(lastingName);
  return [
    { check: 'reachability', status: 'ok', text: `${url} answers` },
    ...(info.engine === 'heron' ? heronFindings(info) : stormFindings(info)),
    {
      check: 'permissions',
      status: 'ok',
      text: 'the cluster and its topologies can be read; acting is not tried',
    },
    topologies.length === 0
      ? {
          check: 'topologies',
          status: 'warning',
          text: 'no topology is running',
          next: 'Submit one to have it tuned.',
        }
      : {
          check: 'topologies',
          status: 'ok',
          text: topologies.map((t) => `${toldName(lastingName(t), names)} (${t.status})`).join(', '),
        },
    clockFinding(topologies, clock, simulated),
  ];
}

/** Of Heron's API server: the commands that are suggested go through it. */
async function apiFindings({ cluster, signal }: ExamineOptions): Promise<Finding[]> {
  if (cluster.apiVersion === undefined) return [];
  try {
    return [
      { check: 'api', status: 'ok', text: `the API server answers (${await cluster.apiVersion(signal)})` },
    ];
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return [brokenFinding('api', thrown)];
  }
}

function stormFindings(info: ClusterInfo): Finding[] {
  return [
    { check: 'version', status: 'ok', text: `Storm ${info.version} (${info.generation})` },
    { check: 'leader', status: 'ok', text: `Nimbus on ${info.leader} leads` },
    slotsFinding(info),
  ];
}

function heronFindings(info: ClusterInfo): Finding[] {
  return [
    { check: 'version', status: 'ok', text: `Heron ${info.version}` },
    { check: 'acting', status: 'ok', text: heronActing(info) },
  ];
}

function heronActing({ apiUrl, heronCommand }: ClusterInfo): string {
  if (apiUrl != null) return `updates go through ${apiUrl}`;
  if (heronCommand != null)
    return `updates go through ${heronCommand} on this machine; with no leader to be beside, it takes agent.beside: any, on one machine`;
  return 'nothing is sent: neither clusters[].api (the API server) nor clusters[].heronCommand is set, so that modes auto and approve are suggest';
}

function slotsFinding({ supervisors, slotsFree, slotsTotal }: ClusterInfo): Finding {
  const text = `${supervisors} supervisor${supervisors === 1 ? '' : 's'}, ${slotsFree} of ${slotsTotal} slots free`;
  if ((supervisors ?? 0) > 0) return { check: 'supervisors', status: 'ok', text };
  return {
    check: 'supervisors',
    status: 'broken',
    text,
    next: 'Start a supervisor, or look in supervisor.log.',
  };
}

/** A topology's id ends with the second it was submitted at, by Nimbus's clock; with its uptime that gives Nimbus's time. */
function clockFinding(topologies: readonly TopologyRef[], clock: Clock, simulated: boolean): Finding {
  const stamped = topologies.flatMap((t) => {
    const submitted = /-(\d{9,11})$/.exec(t.id)?.[1];
    return submitted === undefined ? [] : [Number(submitted) + t.uptimeSeconds];
  });
  const [first] = stamped;
  if (simulated || first === undefined) {
    const untold = topologies.some(({ place }) => place !== undefined)
      ? 'the Tracker does not tell its time'
      : 'no topology shows the time of Nimbus';
    const why = simulated ? 'a simulated cluster has a clock of its own' : untold;
    return { check: 'clock', status: 'ok', text: `not compared: ${why}` };
  }
  const difference = Math.round(clock.now() / 1000 - first);
  const text = `this machine is ${Math.abs(difference)} s ${difference < 0 ? 'behind' : 'ahead of'} Nimbus`;
  return Math.abs(difference) <= clockToleranceSeconds
    ? { check: 'clock', status: 'ok', text }
    : {
        check: 'clock',
        status: 'warning',
        text,
        next: 'Let both keep time with NTP: logs and journals would not match.',
      };
}

/** States that somebody has chosen. */
const idle: ReadonlySet<string> = new Set(['INACTIVE', 'KILLED', 'REBALANCING', 'GONE']);

async function topologyFindings(
  topology: TopologyRef,
  told: string,
  info: ClusterInfo,
  options: ExamineOptions,
): Promise<{ readonly findings: readonly Finding[]; readonly snapshot?: Snapshot }> {
  const { cluster, clock, signal, waitSeconds } = options;
  const check = `topology ${told}`;
  try {
    // Any second sample shows that statistics move; young processes count too.
    const waiting = { clock, signal, waitSeconds, warmUpSeconds: 0, windowSeconds: 1 };
    const collected = await collect(cluster, info, topology, waiting);
    if (collected.kind === 'not-ready') {
      const { code, text } = collected.notReady;
      const next = idle.has(code)
        ? 'Nothing to do: it is measured once it runs.'
        : 'Put this right first: what is measured meanwhile misleads.';
      const status =
        code === 'CRASH_LOOP' || code === 'FROZEN_STATISTICS' || code === 'NO_WORKERS' ? 'broken' : 'warning';
      return { findings: [{ check, status, text: `${code}: ${text}`, next }] };
    }
    const { snapshot } = collected.window;
    const findings = [
      statisticsFinding(check, snapshot, info, waitSeconds),
      samplingFinding(check, snapshot),
      ...(snapshot.submitted === undefined ? [headroomFinding(check, snapshot)] : []),
      ...roomFindings(check, info, snapshot),
      ...(await reportingFindings(check, info, snapshot, options.reporting ?? null, options)),
    ];
    return { findings, snapshot };
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    return { findings: [brokenFinding(check, thrown)] };
  }
}

function statisticsFinding(
  check: string,
  snapshot: Snapshot,
  { generation }: ClusterInfo,
  waitSeconds: number,
): Finding {
  const interval = snapshot.measuring.statisticsIntervalSeconds;
  const isHeron = snapshot.submitted !== undefined;
  const usual = isHeron && interval > slowIntervalSeconds ? ', as always on Heron' : '';
  const moving = waitSeconds > 0 ? ', they move' : '; whether they move was not watched (--wait 0)';
  const text = `statistics every ${interval} s${usual}${moving}`;
  if (interval <= slowIntervalSeconds || isHeron) return { check, status: 'ok', text };
  const setting =
    generation === 'storm-1.2' ? 'task.heartbeat.frequency.secs: 3' : 'executor.metrics.frequency.secs: 10';
  const next = `To measure faster set ${setting} in storm.yaml of the supervisors and restart the workers.`;
  return { check, status: 'warning', text, next };
}

function samplingFinding(check: string, snapshot: Snapshot): Finding {
  const oneIn = Math.round(1 / snapshot.measuring.sampleRate);
  return {
    check,
    status: 'ok',
    text: oneIn === 1 ? 'every tuple is counted' : `one tuple in ${oneIn} is counted`,
  };
}

function headroomFinding(check: string, snapshot: Snapshot): Finding {
  const full = snapshot.components.filter((c) => c.kind === 'bolt' && c.executors >= c.tasks);
  if (full.length === 0)
    return { check, status: 'ok', text: 'every bolt has tasks to spare for more executors' };
  const names = full.map((c) => `${c.name} (${c.executors} of ${c.tasks})`).join(', ');
  return {
    check,
    status: 'warning',
    text: `no head-room: executors have reached the tasks of ${names}`,
    next: 'Submit it with more tasks (setNumTasks, Flux numTasks, or storm jar … -c topology.tasks=N): tasks are fixed at submission.',
  };
}

function brokenFinding(check: string, thrown: unknown): Finding {
  const { code, message, next, exitCode } = asTrimtabError(thrown);
  return { check, status: 'broken', text: `${code}: ${message}`, next, code, exit: exitCode };
}
