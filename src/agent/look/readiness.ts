// Whether a topology is in a state to be measured; when not, which one and what to do.
import type { ClusterInfo, Snapshot, TopologyRef, WorkerSnapshot } from '../../clusters/index.js';
import type { NotReady } from '../../metrics/index.js';
import { formatSeconds } from '../../util/index.js';
import { heronInstancesMissing, heronNotReady } from './heron-readiness.js';
import { notReady } from './not-ready.js';

/** A worker needs about this long from its launch to its first heartbeat, on a loaded machine. */
const launchSeconds = 60;
/** An error this recent goes with the restart that is seen. */
const recentErrorSeconds = 180;

/** By status alone, before anything is read of the topology; null when it is active. */
export function notReadyByStatus(topology: TopologyRef): NotReady | null {
  switch (topology.status) {
    case 'active':
      return null;
    case 'inactive':
      return notReady('INACTIVE', `it is deactivated: ${command(topology)} activate, then measure again`);
    case 'killed':
      return notReady('KILLED', 'it is being killed');
    case 'rebalancing':
      if (topology.place !== undefined) {
        return notReady(
          'REBALANCING',
          'its plans are not complete: it is being updated or was just submitted; measure again in some minutes, and look at its scheduler if it stays so',
        );
      }
      return notReady(
        'REBALANCING',
        'a rebalance is under way: wait until it is ACTIVE and has run for a window',
      );
    case 'unknown':
      return notReady('STATUS_UNKNOWN', 'its status is none that Trimtab knows');
  }
}

function command({ place }: TopologyRef): string {
  return place === undefined ? 'storm' : 'heron';
}

export interface Waiting {
  readonly windowSeconds: number;
  readonly warmUpSeconds: number;
  readonly waitSeconds: number;
}

/** By one poll: workers and restarts; null when it can be measured within the wait. */
export function notReadyBySnapshot(snapshot: Snapshot, info: ClusterInfo, waiting: Waiting): NotReady | null {
  if (snapshot.submitted !== undefined) {
    return notReadyByStatus(snapshot.topology) ?? heronNotReady(snapshot) ?? restarted(snapshot, waiting);
  }
  return (
    notReadyByStatus(snapshot.topology) ??
    withoutWorkers(snapshot, info) ??
    crashLooping(snapshot) ??
    restarted(snapshot, waiting)
  );
}

function withoutWorkers({ workers, topology, schedulerSays }: Snapshot, info: ClusterInfo): NotReady | null {
  if (workers.length > 0) return null;
  if (schedulerSays !== undefined && /not enough|fail/i.test(schedulerSays)) {
    const text = `it is active but has no workers, and the scheduler says: ${sentence(schedulerSays)} Rebalance it to fewer executors (-e), or add supervisors`;
    return notReady('NO_WORKERS', text);
  }
  const age = formatSeconds(topology.uptimeSeconds);
  const slots = `${info.slotsFree} of ${info.slotsTotal} slots are free`;
  const text =
    info.supervisors === 0
      ? 'it has no workers, and no supervisor runs: start one, or look in supervisor.log why it ended'
      : topology.uptimeSeconds < launchSeconds
        ? `it was submitted ${age} ago and has no workers yet (${slots})`
        : `it is active but has no workers (${slots}): add slots, or free some`;
  return notReady('NO_WORKERS', text);
}

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}

function crashLooping(snapshot: Snapshot): NotReady | null {
  const { topology, workers } = snapshot;
  const youngest = youngestWorker(workers);
  const error = recentError(snapshot);
  const silent = snapshot.components.every((c) => c.samples.length === 0);
  const launching = topology.uptimeSeconds < launchSeconds;
  const young = youngest.uptimeSeconds < launchSeconds;
  if (launching || !(silent || (young && error !== null))) return null;
  const where = `${youngest.host}:${youngest.port}`;
  const state = silent
    ? 'no executor reports'
    : `the worker on ${where} runs for only ${formatSeconds(youngest.uptimeSeconds)}`;
  const text =
    error === null
      ? `its workers have just been started, or fail at start again and again: ${state} and no error is known`
      : `its workers probably fail at start: ${state}; last error of ${error}`;
  return notReady('CRASH_LOOP', `${text}; ${badSettings(snapshot)}see worker.log on ${where}`);
}

function restarted(snapshot: Snapshot, waiting: Waiting): NotReady | null {
  const samples = countedSamples(snapshot);
  const youngest = Math.min(
    ...samples.map((s) => s.uptimeSeconds),
    ...snapshot.workers.map((w) => w.uptimeSeconds),
  );
  if (youngest >= waiting.warmUpSeconds) return null;
  const readyIn =
    waiting.warmUpSeconds - youngest + snapshot.measuring.statisticsIntervalSeconds + waiting.windowSeconds;
  if (readyIn <= waiting.waitSeconds) return null;
  return notReady(
    'JUST_RESTARTED',
    `a worker started ${formatSeconds(youngest)} ago: measure again in about ${formatSeconds(readyIn)}`,
  );
}

/** Where executors do not report, ackers too, some interfaces can only guess how many there are. */
export function isWhole({ topology, workers, components }: Snapshot): boolean {
  return topology.status === 'active' && workers.length > 0 && components.every((c) => c.missingTasks === 0);
}

/** Executors that the assignment has and that do not report: a worker is starting, or gone. */
export function executorsMissing(snapshot: Snapshot): NotReady | null {
  if (snapshot.submitted !== undefined) return heronInstancesMissing(snapshot);
  const missing = snapshot.components.filter((c) => c.kind !== 'system' && c.missingTasks > 0);
  if (missing.length === 0) return null;
  const list = missing.map((c) => `${c.name} (${c.missingTasks} of ${c.tasks} tasks)`).join(', ');
  const reporting = new Set(snapshot.components.flatMap((c) => c.samples.map(placeOf)));
  const silent = snapshot.workers.map(placeOf).filter((place) => !reporting.has(place));
  const worker = silent.length === 0 ? 'a worker' : `the worker on ${silent.join(' and ')}`;
  return notReady(
    'EXECUTORS_MISSING',
    `some executors do not report: ${list}; ${worker} is starting or gone: ${badSettings(snapshot)}if it stays so, see worker.log and supervisor.log there`,
  );
}

/** Statistics that stay in the engine after the worker that sent them has ended; null while they are young enough. */
export function frozenStatistics(snapshot: Snapshot, ageSeconds: number): NotReady | null {
  const interval = snapshot.measuring.statisticsIntervalSeconds;
  if (ageSeconds < 2 * interval) return null;
  const places = snapshot.workers.map(placeOf).join(' and ');
  if (snapshot.submitted !== undefined) {
    const text = `no new minute of metrics for ${formatSeconds(ageSeconds)}: its topology manager, in container 0, or the metrics managers are probably down`;
    return notReady('FROZEN_STATISTICS', text);
  }
  return notReady(
    'FROZEN_STATISTICS',
    `the statistics have not moved for ${formatSeconds(ageSeconds)} (every ${interval} s is usual): a worker, or its supervisor, is probably dead; ` +
      `${badSettings(snapshot)}see worker.log and supervisor.log on ${places}`,
  );
}

/** Settings with which a worker of 2.x ends at its start (WorkerTransfer, WorkerState). */
const halves = [
  ['topology.transfer.batch.size', 'topology.transfer.buffer.size'],
  ['topology.producer.batch.size', 'topology.executor.receive.buffer.size'],
] as const;

/** With a next step, and empty where none is known to be bad. */
function badSettings({ configuration }: Snapshot): string {
  return halves
    .flatMap(([batch, buffer]) => {
      const [size, whole] = [Number(configuration[batch]), Number(configuration[buffer])];
      return size > whole / 2
        ? [
            `${batch} ${size} is more than half of ${buffer} ${whole}, and no worker starts with that: correct it; `,
          ]
        : [];
    })
    .join('');
}

function placeOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${host}:${port}`;
}

function countedSamples(snapshot: Snapshot): Snapshot['components'][number]['samples'] {
  return snapshot.components.filter((c) => c.kind !== 'system').flatMap((c) => c.samples);
}

function youngestWorker(workers: readonly WorkerSnapshot[]): WorkerSnapshot {
  const [first, ...rest] = workers;
  if (first === undefined) throw new Error('a topology without workers has no youngest');
  return rest.reduce((a, b) => (b.uptimeSeconds < a.uptimeSeconds ? b : a), first);
}

function recentError(snapshot: Snapshot): string | null {
  for (const { name, lastError } of snapshot.components) {
    // A worker that is stopped while it starts says this; it is no reason of its own.
    if (lastError === null || lastError.text.includes('Shutdown in progress')) continue;
    if ((lastError.secondsAgo ?? 0) <= recentErrorSeconds) {
      return `${name}: ${lastError.text}`;
    }
  }
  return null;
}
