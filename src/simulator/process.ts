// The life of one worker process: starting, running, publishing its statistics now and then.
import { ageExecutor, heartbeatOf, type RunningExecutor, startExecutor } from './executor.js';
import type { ComponentFlow } from './network.js';
import type { Assignment } from './plan.js';
import type { Heartbeat } from './types.js';

export interface WorkerProcess {
  readonly node: string;
  readonly port: number;
  /** World second in which it has come up. */
  readonly upAtSeconds: number;
  readonly executors: readonly RunningExecutor[];
  /** Last published statistics by executor id. */
  readonly heartbeats: Map<string, Heartbeat>;
}

export function startProcess(assignment: Assignment, upAtSeconds: number, sampleRate: number): WorkerProcess {
  return {
    node: assignment.node,
    port: assignment.port,
    upAtSeconds,
    executors: assignment.executors.map((planned) => startExecutor(planned, sampleRate)),
    heartbeats: new Map(),
  };
}

/** A worker that never comes up. What its slot published before stays to be seen, and grows no older. */
export function stillbornProcess(assignment: Assignment, heartbeats: Map<string, Heartbeat>): WorkerProcess {
  return { ...startProcess(assignment, Number.POSITIVE_INFINITY, 1), heartbeats };
}

export function isUp(process: WorkerProcess, nowSeconds: number): boolean {
  return nowSeconds >= process.upAtSeconds;
}

/**
 * Ages the process by a second. It publishes at its start (all zero), then every `everySeconds` of its own age: each
 * worker has its own phase.
 */
export function ageProcess(
  process: WorkerProcess,
  nowSeconds: number,
  everySeconds: number,
  flows: ReadonlyMap<string, ComponentFlow>,
  publishes: boolean,
): void {
  if (!isUp(process, nowSeconds)) return;
  const uptimeSeconds = nowSeconds - process.upAtSeconds;
  const due = publishes && uptimeSeconds % everySeconds === 0;
  for (const executor of process.executors) {
    if (uptimeSeconds > 0) ageExecutor(executor, uptimeSeconds);
    const flow = uptimeSeconds > 0 ? flows.get(executor.planned.component) : undefined;
    if (due) process.heartbeats.set(executor.planned.id, heartbeatOf(executor, flow, uptimeSeconds));
  }
}
