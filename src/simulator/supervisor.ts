// What the supervisors do with a topology: fetch its configuration now and then, and stop and start its workers.
import { type Daemons, supervisorsPoll, supervisorsRun } from './daemons.js';
import { settingsKill } from './fatal-settings.js';
import { type Circumstances, type RunningPlan, runningPlan } from './flow.js';
import type { Place } from './model-of.js';
import type { Assignment, Plan } from './plan.js';
import { startProcess, stillbornProcess, type WorkerProcess } from './process.js';
import type { Scenario } from './scenario-schema.js';
import {
  keeperSeconds,
  leastStartSeconds,
  oldWorkerSeconds,
  startSpreadSeconds,
  workerStartTimeoutSeconds,
} from './timings.js';
import { type Chances, hasFetched, type Topology } from './topology-state.js';

/** Goes on by one second. Without supervisors the workers run on, and what is due waits. */
export function superviseWorkers(topology: Topology, daemons: Daemons, nowSeconds: number): void {
  if (!supervisorsRun(daemons, nowSeconds)) return;
  const polls = supervisorsPoll(daemons, nowSeconds) && daemons.nimbusUp;
  if (polls && !hasFetched(topology)) fetchBlobs(topology, nowSeconds);
  if (topology.relaunchAtSeconds !== null && nowSeconds >= topology.relaunchAtSeconds) {
    relaunch(topology, daemons, nowSeconds);
  }
}

/** Where a relaunch is under way already, the new workers get what was fetched before it: one restart, not two. */
function fetchBlobs(topology: Topology, nowSeconds: number): void {
  if (topology.disturbance !== 'orphan') topology.fetched = topology.plan;
  relaunchBy(topology, nowSeconds + oldWorkerSeconds);
}

export function relaunchBy(topology: Topology, atSeconds: number): void {
  topology.relaunchAtSeconds = Math.min(topology.relaunchAtSeconds ?? Number.POSITIVE_INFINITY, atSeconds);
}

function relaunch(topology: Topology, daemons: Daemons, nowSeconds: number): void {
  const before = topology.processes;
  stopWorkers(topology);
  launchWorkers(topology, nowSeconds, before);
  if (topology.crashAhead) crashSupervisors(topology, daemons, nowSeconds);
  if (topology.disturbance === 'orphan' && !hasFetched(topology)) {
    // The new worker came up with the old configuration; the supervisor believes to have replaced it since.
    topology.fetched = topology.plan;
    topology.disturbance = 'none';
  }
}

/** Half of the workers are up by then; the keeper's new supervisors fetch what is stored and start all of them anew. */
function crashSupervisors(topology: Topology, daemons: Daemons, nowSeconds: number): void {
  const untilSeconds = nowSeconds + keeperSeconds;
  const half = Math.ceil(topology.processes.length / 2);
  topology.crashAhead = false;
  topology.processes = topology.processes.map((process, i) =>
    i < half ? process : { ...process, upAtSeconds: Number.POSITIVE_INFINITY },
  );
  topology.fetched = topology.plan;
  relaunchBy(topology, untilSeconds);
  daemons.supervisorOutage = { sinceSeconds: nowSeconds, untilSeconds };
}

/** What was in flight is lost with the memory of the workers; the source gives it once more. */
export function stopWorkers(topology: Topology): void {
  const { work } = topology;
  topology.processes = [];
  topology.relaunchAtSeconds = null;
  topology.work = { ...work, backlogTuples: work.backlogTuples + work.inFlightTuples, inFlightTuples: 0 };
}

/** @param before the processes that these replace */
export function launchWorkers(
  topology: Topology,
  nowSeconds: number,
  before: readonly WorkerProcess[] = [],
): void {
  if (topology.disturbance === 'crash-loop') return;
  const { assignment, chances, fetched } = topology;
  const plan: Plan = { ...topology.plan, settings: fetched.settings, resources: fetched.resources };
  topology.running = runOn(topology.scenario, plan, assignment, topology.now, chances);
  if (settingsKill('workers', plan.settings)) {
    topology.processes = assignment.map((one) => stillbornProcess(one, published(before, one)));
    relaunchBy(topology, nowSeconds + workerStartTimeoutSeconds);
    return;
  }
  topology.processes = assignment.map((one) =>
    processFor(topology, one, nowSeconds + leastStartSeconds + chances.timing.integer(startSpreadSeconds)),
  );
}

/** What stays to be seen of a slot whose next worker never reports. */
function published(
  before: readonly WorkerProcess[],
  { node, port }: Assignment,
): WorkerProcess['heartbeats'] {
  return before.find((process) => process.node === node && process.port === port)?.heartbeats ?? new Map();
}

/** @param places where nobody has any, the plan stands on one worker that does not run */
export function runOn(
  scenario: Scenario,
  plan: Plan,
  places: readonly Place[],
  now: Circumstances,
  chances: Chances,
): RunningPlan {
  const somewhere = { node: scenario.cluster.nodes[0]?.name ?? '', executors: plan.executors };
  return runningPlan(scenario, plan, now, places.length === 0 ? [somewhere] : places, chances.keys);
}

/** One worker process is gone, and what was in flight with it; its supervisor starts another only after that time. */
export function loseWorker(topology: Topology, forSeconds: number, nowSeconds: number): void {
  const { work, processes } = topology;
  const lost = processes.at(-1);
  const slot = topology.assignment.find(({ node, port }) => node === lost?.node && port === lost.port);
  if (lost === undefined || slot === undefined) return;
  const next = processFor(topology, slot, nowSeconds + forSeconds);
  topology.processes = [...processes.slice(0, -1), { ...next, heartbeats: lost.heartbeats }];
  topology.work = { ...work, backlogTuples: work.backlogTuples + work.inFlightTuples, inFlightTuples: 0 };
}

function processFor({ fetched }: Topology, slot: Assignment, upAtSeconds: number): WorkerProcess {
  const sampleRate = fetched.settings['topology.stats.sample.rate'];
  return startProcess(slot, upAtSeconds, typeof sampleRate === 'number' ? sampleRate : 0.05);
}
