// A topology on the cluster: its status, its assignment, its processes, and what Nimbus does to them in time.
import { recordSecond } from './executor.js';
import { type RunningPlan, runningPlan, type SecondOfWork, workOneSecond } from './flow.js';
import { type Assignment, assign, changedPlan, type Plan, type PlanChange, submittedPlan } from './plan.js';
import { ageProcess, isUp, startProcess, type WorkerProcess } from './process.js';
import type { Random } from './random.js';
import type { Scenario } from './scenario-schema.js';
import type { Disturbance, OperationResult, TopologyStatus } from './types.js';

/** Seconds, measured on a 2.8.3 cluster: the status stays for one more, the old worker for seven, a new one takes 2-8. */
const rebalanceSeconds = 1;
const oldWorkerSeconds = 7;
const leastStartSeconds = 2;
const startSpreadSeconds = 7;
const crashEverySeconds = 10;

type Due =
  | { readonly kind: 'rebalance'; readonly atSeconds: number; readonly change: PlanChange }
  | { readonly kind: 'kill'; readonly atSeconds: number };

/** What a worker reported of one component. */
interface WorkerError {
  readonly component: string;
  readonly atSeconds: number;
  readonly host: string;
  readonly port: number;
  readonly text: string;
}

export interface Chances {
  readonly load: Random;
  readonly service: Random;
  readonly sampling: Random;
  readonly timing: Random;
  readonly keys: Random;
}

/** The state that a world steps from second to second. */
export interface Topology {
  readonly id: string;
  readonly scenario: Scenario;
  readonly submittedAtSeconds: number;
  readonly submittedWorkers: number;
  readonly chances: Chances;
  status: TopologyStatus;
  statusBefore: TopologyStatus;
  plan: Plan;
  assignment: readonly Assignment[];
  /** What the processes were started with: behind the plan for a while after a rebalance. */
  running: RunningPlan;
  processes: readonly WorkerProcess[];
  relaunchAtSeconds: number | null;
  due: Due | null;
  disturbance: Disturbance;
  errors: readonly WorkerError[];
  work: SecondOfWork;
}

export function submit(scenario: Scenario, id: string, nowSeconds: number, chances: Chances): Topology {
  const plan = submittedPlan(scenario);
  const assignment = assign(plan, scenario.cluster.nodes);
  const running = runOn(scenario, plan, assignment, chances);
  const idle = { elapsedSeconds: 0, emitting: false, running: false };
  const empty = { backlogTuples: 0, inFlightTuples: 0 };
  const topology: Topology = {
    id,
    scenario,
    submittedAtSeconds: nowSeconds,
    submittedWorkers: scenario.topology.workers,
    chances,
    status: 'ACTIVE',
    statusBefore: 'ACTIVE',
    plan,
    assignment,
    running,
    processes: [],
    relaunchAtSeconds: null,
    due: null,
    disturbance: 'none',
    errors: [],
    // The source has nothing before the first second.
    work: { ...workOneSecond(scenario, running, empty, idle, chances), ...empty },
  };
  launch(topology, nowSeconds);
  return topology;
}

export function requestActive(topology: Topology, active: boolean): OperationResult {
  if (topology.status !== 'ACTIVE' && topology.status !== 'INACTIVE')
    return { ok: false, reason: 'no-transition' };
  topology.status = active ? 'ACTIVE' : 'INACTIVE';
  return { ok: true };
}

/** Nimbus has no transition from REBALANCING or KILLED; the spouts stop at once, the change comes after the wait. */
export function requestRebalance(
  topology: Topology,
  change: PlanChange,
  waitSeconds: number,
  nowSeconds: number,
): OperationResult {
  if (topology.status !== 'ACTIVE' && topology.status !== 'INACTIVE')
    return { ok: false, reason: 'no-transition' };
  topology.statusBefore = topology.status;
  topology.status = 'REBALANCING';
  topology.due = {
    kind: 'rebalance',
    atSeconds: nowSeconds + Math.max(0, waitSeconds) + rebalanceSeconds,
    change,
  };
  return { ok: true };
}

export function requestKill(topology: Topology, waitSeconds: number, nowSeconds: number): OperationResult {
  topology.status = 'KILLED';
  topology.due = { kind: 'kill', atSeconds: nowSeconds + Math.max(0, waitSeconds) };
  return { ok: true };
}

export function disturb(topology: Topology, disturbance: Disturbance, nowSeconds: number): void {
  const wasDown = topology.disturbance === 'no-workers' || topology.disturbance === 'crash-loop';
  topology.disturbance = disturbance;
  if (disturbance === 'no-workers') {
    topology.assignment = [];
    stop(topology);
  } else if (disturbance === 'crash-loop') {
    stop(topology);
    crash(topology, nowSeconds);
  } else if (disturbance === 'restart' || wasDown) {
    stop(topology);
    topology.assignment = assign(topology.plan, topology.scenario.cluster.nodes);
    launch(topology, nowSeconds);
  }
}

/**
 * Goes on by one second, to `nowSeconds`.
 * @param elapsedSeconds time of the scenario, for the load
 * @returns false when the topology is gone
 */
export function stepTopology(topology: Topology, nowSeconds: number, elapsedSeconds: number): boolean {
  const { due } = topology;
  if (due !== null && nowSeconds >= due.atSeconds) {
    topology.due = null;
    if (due.kind === 'kill') return false;
    doRebalance(topology, due.change, nowSeconds);
  }
  if (topology.relaunchAtSeconds !== null && nowSeconds >= topology.relaunchAtSeconds) {
    stop(topology);
    launch(topology, nowSeconds);
  }
  if (topology.disturbance === 'crash-loop' && nowSeconds % crashEverySeconds === 0)
    crash(topology, nowSeconds);
  work(topology, nowSeconds, elapsedSeconds);
  return true;
}

/** Nothing changes: no worker restarts (measured). Else the assignment is new at once, and the workers follow later. */
function doRebalance(topology: Topology, change: PlanChange, nowSeconds: number): void {
  topology.status = topology.statusBefore;
  const plan = changedPlan(topology.plan, change);
  if (JSON.stringify(plan) === JSON.stringify(topology.plan)) return;
  topology.plan = plan;
  if (topology.disturbance === 'no-workers') return;
  topology.assignment = assign(plan, topology.scenario.cluster.nodes);
  topology.relaunchAtSeconds = nowSeconds + oldWorkerSeconds;
}

/** What was in flight is lost with the memory of the workers; the source gives it once more. */
function stop(topology: Topology): void {
  const { work } = topology;
  topology.processes = [];
  topology.relaunchAtSeconds = null;
  topology.work = { ...work, backlogTuples: work.backlogTuples + work.inFlightTuples, inFlightTuples: 0 };
}

function launch(topology: Topology, nowSeconds: number): void {
  if (topology.disturbance === 'crash-loop') return;
  const { scenario, plan, assignment, chances } = topology;
  const sampleRate = plan.settings['topology.stats.sample.rate'];
  topology.running = runOn(scenario, plan, assignment, chances);
  topology.processes = assignment.map((one) => {
    const upAtSeconds = nowSeconds + leastStartSeconds + chances.timing.integer(startSpreadSeconds);
    return startProcess(one, upAtSeconds, typeof sampleRate === 'number' ? sampleRate : 0.05);
  });
}

function runOn(
  scenario: Scenario,
  plan: Plan,
  assignment: readonly Assignment[],
  chances: Chances,
): RunningPlan {
  const nodes = scenario.cluster.nodes.filter(({ name }) => assignment.some(({ node }) => node === name));
  return runningPlan(plan, scenario, nodes, chances.keys);
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

function work(topology: Topology, nowSeconds: number, elapsedSeconds: number): void {
  const { scenario, running, processes, chances, status } = topology;
  const up = processes.length > 0 && processes.every((process) => isUp(process, nowSeconds));
  const state = { elapsedSeconds, emitting: status === 'ACTIVE', running: up };
  const second = workOneSecond(scenario, running, topology.work, state, chances);
  topology.work = second;
  for (const process of processes) {
    if (up && nowSeconds > process.upAtSeconds) {
      for (const executor of process.executors) {
        const flow = running.flows.get(executor.planned.component);
        if (flow === undefined) continue;
        const measured = {
          emittedTuples: second.emittedTuples,
          completedTuples: second.completedTuples,
          serviceSeconds: second.serviceSeconds.get(flow.component.name) ?? 0,
          responseSeconds: second.bound.responseSeconds,
          acked: running.acked,
        };
        recordSecond(executor, flow, measured, chances.sampling);
      }
    }
    const every = scenario.cluster.settings['executor.metrics.frequency.secs'] ?? 60;
    ageProcess(process, nowSeconds, every, running.flows, topology.disturbance !== 'frozen-statistics');
  }
}
