// Sums over executors, as the UI's pages need them (StatsUtil of storm-server).
import type {
  ComponentView,
  ExecutorView,
  Heartbeat,
  TopologyView,
  WindowCounts,
  WindowName,
  WorkerView,
} from '../../simulator/index.js';
import { isSystem } from './format.js';

/** Which numbers a request asks for. A window that does not exist is no error: everything is 0 then. */
export interface Scope {
  readonly window: string;
  readonly sys: boolean;
}

/** An executor whose worker has published, with what it published. */
export interface Reported {
  readonly executor: ExecutorView;
  readonly worker: WorkerView;
  readonly heartbeat: Heartbeat;
}

/** Latencies as sums in ms over the tuples counted. */
export interface Totals {
  readonly emitted: number;
  readonly transferred: number;
  readonly acked: number;
  readonly failed: number;
  readonly executed: number;
  readonly executeMsSum: number;
  readonly processMsSum: number;
  readonly completeMsSum: number;
}

const noCounts: WindowCounts = { outputs: [], inputs: [], completions: [] };

export function reportedExecutors(topology: TopologyView, component: string): Reported[] {
  return topology.workers.flatMap((worker) =>
    worker.executors.flatMap((executor) =>
      executor.component === component && executor.heartbeat !== null
        ? [{ executor, worker, heartbeat: executor.heartbeat }]
        : [],
    ),
  );
}

export function tasksOf(executor: ExecutorView): number {
  return executor.lastTask - executor.firstTask + 1;
}

/** The counts of one executor without system streams, unless they are asked for. */
export function countsIn({ heartbeat }: Reported, scope: Scope): WindowCounts {
  const counts = Object.hasOwn(heartbeat.statistics, scope.window)
    ? heartbeat.statistics[scope.window as WindowName]
    : noCounts;
  if (scope.sys) return counts;
  return {
    outputs: counts.outputs.filter(({ stream }) => !isSystem(stream)),
    inputs: counts.inputs.filter(({ stream }) => !isSystem(stream)),
    completions: counts.completions,
  };
}

/** Sums over executors of one component. Of a spout, acked counts completed trees; of a bolt, its own acks. */
export function totalsOf(reported: readonly Reported[], scope: Scope): Totals {
  const counts = reported.map((one) => countsIn(one, scope));
  const outputs = counts.flatMap((one) => one.outputs);
  const inputs = counts.flatMap((one) => one.inputs);
  const completions = counts.flatMap((one) => one.completions);
  return {
    emitted: sum(outputs, ({ emitted }) => emitted),
    transferred: sum(outputs, ({ transferred }) => transferred),
    acked: sum(inputs, ({ acked }) => acked) + sum(completions, ({ acked }) => acked),
    failed: sum(inputs, ({ failed }) => failed) + sum(completions, ({ failed }) => failed),
    executed: sum(inputs, ({ executed }) => executed),
    executeMsSum: sum(inputs, ({ executeMsSum }) => executeMsSum),
    processMsSum: sum(inputs, ({ processMsSum }) => processMsSum),
    completeMsSum: sum(completions, ({ completeMsSum }) => completeMsSum),
  };
}

/**
 * Share of the last ten minutes, or of its life, that an executor spent inside execute():
 * sum over inputs of executed x latency / (min(uptime, 600 s)). The window asked for does not matter.
 */
export function capacityOf(reported: Reported): number {
  const { uptimeSeconds } = reported.heartbeat;
  const { executeMsSum } = totalsOf([reported], { window: '600', sys: true });
  return uptimeSeconds === 0 ? 0 : executeMsSum / (Math.min(uptimeSeconds, 600) * 1000);
}

/** The age of a worker's process in its last heartbeat; 0 before the first. */
export function workerUptime(worker: WorkerView): number {
  return Math.max(0, ...worker.executors.map(({ heartbeat }) => heartbeat?.uptimeSeconds ?? 0));
}

/** Components that a page shows: those of the user, and Storm's own when asked for. */
export function visibleComponents(topology: TopologyView, sys: boolean): ComponentView[] {
  return topology.components.filter(({ kind }) => sys || kind !== 'system');
}

export function mean(total: number, count: number): number {
  return count === 0 ? 0 : total / count;
}

export function sum<T>(items: readonly T[], amount: (item: T) => number): number {
  return items.reduce((total, item) => total + amount(item), 0);
}
