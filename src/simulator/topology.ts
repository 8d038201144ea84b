// A topology on the cluster: submitted, disturbed, and taken on from second to second.
import { roundRobinRepacking } from '../model/index.js';
import { conditionsAt, scenarioSeconds, workerLostFor } from './conditions.js';
import type { Daemons } from './daemons.js';
import { recordSecond } from './executor.js';
import { type Circumstances, workOneSecond } from './flow.js';
import { doRebalance } from './nimbus.js';
import {
  type Assignment,
  assign,
  lacksInstances,
  onHighestSlots,
  type Plan,
  packedPlan,
  submittedPlan,
} from './plan.js';
import { ageProcess, isUp } from './process.js';
import type { Scenario } from './scenario-schema.js';
import { readOn } from './sources.js';
import { launchWorkers, loseWorker, runOn, stopWorkers, superviseWorkers } from './supervisor.js';
import { crashEverySeconds } from './timings.js';
import type { Chances, Topology } from './topology-state.js';
import type { TopologyDisturbance } from './types.js';
import { createWorkload, type Workload } from './workload/index.js';

/**
 * @param elapsedSeconds time of the scenario
 * @param backlogTuples what waits at the source
 */
export function submit(
  scenario: Scenario,
  id: string,
  nowSeconds: number,
  elapsedSeconds: number,
  chances: Chances,
  backlogTuples = 0,
): Topology {
  const plan = firstPlan(scenario);
  const assignment = assign(plan, scenario.cluster.nodes);
  const workloads = new Map(
    Object.entries(scenario.load).map(([name, load]) => [
      name,
      createWorkload(load, scenario.traces ?? {}, chances.workload.fork(name)),
    ]),
  );
  const now = circumstances(scenario, workloads, elapsedSeconds);
  const running = runOn(scenario, plan, assignment, now, chances);
  const idle = { offered: now.offered, emitting: false, running: false };
  const stock = { backlogTuples, inFlightTuples: 0 };
  const topology: Topology = {
    id,
    scenario,
    submittedAtSeconds: nowSeconds,
    submittedWorkers: scenario.topology.workers,
    chances,
    workloads,
    now,
    status: 'ACTIVE',
    statusBefore: 'ACTIVE',
    plan,
    assignment,
    fetched: plan,
    running,
    processes: [],
    relaunchAtSeconds: null,
    crashAhead: false,
    due: null,
    disturbance: 'none',
    errors: [],
    // The source gives nothing before the first second.
    given: new Map(),
    committed: new Map(),
    work: { ...workOneSecond(scenario, running, stock, idle, chances), ...stock },
  };
  launchWorkers(topology, nowSeconds);
  return topology;
}

/** Heron packs what is submitted as RoundRobinPacking does, which deals it out by itself. */
function firstPlan(scenario: Scenario): Plan {
  const plan = submittedPlan(scenario);
  if (scenario.engine === 'storm') return plan;
  const own = plan.components.filter(({ kind }) => kind !== 'system');
  const parallelism = Object.fromEntries(own.map(({ name, executors }) => [name, executors]));
  const submitted = { instances: own.reduce((sum, one) => sum + one.executors, 0), containers: plan.workers };
  return packedPlan(
    plan,
    roundRobinRepacking(parallelism, submitted, Math.min(plan.workers, submitted.instances)),
  );
}

export function disturb(topology: Topology, wanted: TopologyDisturbance, nowSeconds: number): void {
  // What lacks instances stays down, however often it is restarted.
  const neverUp = wanted !== 'no-workers' && lacksInstances(topology.plan);
  const disturbance = neverUp ? 'crash-loop' : wanted;
  const wasDown = topology.disturbance === 'no-workers' || topology.disturbance === 'crash-loop';
  topology.disturbance = disturbance;
  if (disturbance === 'no-workers') {
    topology.assignment = [];
    stopWorkers(topology);
  } else if (disturbance === 'crash-loop') {
    stopWorkers(topology);
    crash(topology, nowSeconds);
  } else if (disturbance === 'orphan') {
    moveTo(topology, onHighestSlots(topology.assignment, topology.scenario.cluster.nodes));
  } else if (disturbance === 'restart' || wasDown) {
    stopWorkers(topology);
    topology.assignment = assign(topology.plan, topology.scenario.cluster.nodes);
    launchWorkers(topology, nowSeconds);
  }
}

/** As if it had been on these slots from the start: a rebalance, which takes the lowest free ones, moves it then. */
function moveTo(topology: Topology, assignment: readonly Assignment[]): void {
  const before = topology.assignment;
  topology.assignment = assignment;
  topology.processes = topology.processes.map((process) => {
    const at = before.findIndex(({ node, port }) => node === process.node && port === process.port);
    return { ...process, port: assignment[at]?.port ?? process.port };
  });
}

/**
 * Goes on by one second, to `nowSeconds`.
 * @param elapsedSeconds time of the scenario, for the load
 * @returns false when the topology is gone
 */
export function stepTopology(
  topology: Topology,
  daemons: Daemons,
  nowSeconds: number,
  elapsedSeconds: number,
): boolean {
  const { due } = topology;
  if (due !== null && nowSeconds >= due.atSeconds && daemons.nimbusUp) {
    topology.due = null;
    if (due.kind === 'kill') return false;
    doRebalance(topology, due.change, daemons, nowSeconds);
  }
  meet(topology, circumstances(topology.scenario, topology.workloads, elapsedSeconds));
  superviseWorkers(topology, daemons, nowSeconds);
  const lostFor = workerLostFor(topology.scenario, elapsedSeconds);
  if (lostFor !== null) loseWorker(topology, lostFor, nowSeconds);
  if (topology.disturbance === 'crash-loop' && nowSeconds % crashEverySeconds === 0)
    crash(topology, nowSeconds);
  work(topology, nowSeconds);
  return true;
}

function circumstances(
  scenario: Scenario,
  workloads: ReadonlyMap<string, Workload>,
  elapsedSeconds: number,
): Circumstances {
  const at = scenarioSeconds(scenario, elapsedSeconds);
  return {
    conditions: conditionsAt(scenario, elapsedSeconds),
    offered: new Map([...workloads].map(([name, workload]) => [name, workload.perSecond(at)])),
  };
}

/** What runs changes with its circumstances: with the content and the nodes, and with what several spouts give. */
function meet(topology: Topology, now: Circumstances): void {
  const before = topology.now;
  topology.now = now;
  const differs =
    (topology.scenario.events.length > 0 &&
      JSON.stringify(before.conditions) !== JSON.stringify(now.conditions)) ||
    (now.offered.size > 1 && JSON.stringify([...before.offered]) !== JSON.stringify([...now.offered]));
  if (!differs) return;
  const { scenario, running, processes, chances } = topology;
  // Without processes the assignment may be of another plan already.
  const places = processes.map(({ node, executors }) => ({
    node,
    executors: executors.map(({ planned }) => planned),
  }));
  topology.running = runOn(scenario, running.plan, places, now, chances);
}

function crash(topology: Topology, nowSeconds: number): void {
  const bolt = topology.plan.components.find(({ kind }) => kind === 'bolt');
  const slot = topology.assignment[0];
  if (bolt === undefined || slot === undefined) return;
  const text =
    'java.lang.RuntimeException: java.lang.IllegalStateException: the settings of this worker contradict';
  const error = { component: bolt.name, atSeconds: nowSeconds, host: slot.node, port: slot.port, text };
  topology.errors = [error, ...topology.errors].slice(0, 5);
}

function work(topology: Topology, nowSeconds: number): void {
  const { scenario, running, processes, chances, status } = topology;
  const up = processes.length > 0 && processes.every((process) => isUp(process, nowSeconds));
  const state = { offered: topology.now.offered, emitting: status === 'ACTIVE', running: up };
  const second = workOneSecond(scenario, running, topology.work, state, chances);
  topology.work = second;
  readOn(topology);
  for (const process of processes) {
    if (up && nowSeconds > process.upAtSeconds) {
      for (const executor of process.executors) {
        const flow = running.flows.get(executor.planned.component);
        if (flow === undefined) continue;
        const measured = {
          emittedTuples: second.emittedTuples,
          completedTuples: second.completedTuples,
          serviceSeconds: second.serviceSeconds.get(flow.component.name) ?? 0,
          responseSeconds: second.responseSeconds,
          failedTuples: second.failedTuples,
          acked: running.acked,
        };
        recordSecond(executor, flow, measured, chances.sampling);
      }
    }
    const every = scenario.cluster.settings['executor.metrics.frequency.secs'] ?? 60;
    ageProcess(process, nowSeconds, every, running.flows, topology.disturbance !== 'frozen-statistics');
  }
}
