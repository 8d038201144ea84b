// The state of a topology, as Nimbus has stored it and as the processes have it in force; the world steps it each second.

import type { Random } from '../util/index.js';
import type { Circumstances, RunningPlan, SecondOfWork } from './flow.js';
import type { Assignment, Blobs, Plan, PlanChange } from './plan.js';
import type { WorkerProcess } from './process.js';
import type { Scenario } from './scenario-schema.js';
import type { TopologyDisturbance, TopologyStatus } from './types.js';
import type { Workload } from './workload/index.js';

export type Due =
  | { readonly kind: 'rebalance'; readonly atSeconds: number; readonly change: PlanChange }
  | { readonly kind: 'kill'; readonly atSeconds: number };

/** What a worker reported of one component. */
export interface WorkerError {
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
  readonly workload: Random;
}

export interface Topology {
  readonly id: string;
  readonly scenario: Scenario;
  readonly submittedAtSeconds: number;
  readonly submittedWorkers: number;
  readonly chances: Chances;
  /** The source of each spout. */
  readonly workloads: ReadonlyMap<string, Workload>;
  /** Load, content and nodes of this second. */
  now: Circumstances;
  status: TopologyStatus;
  statusBefore: TopologyStatus;
  /** What Nimbus has stored, and every page shows. */
  plan: Plan;
  /** Nimbus's too: right at once after a rebalance, long before the processes follow. */
  assignment: readonly Assignment[];
  /** What the supervisors have fetched of the plan: a worker that starts gets this. */
  fetched: Blobs;
  /** In force: what the processes were started with. */
  running: RunningPlan;
  processes: readonly WorkerProcess[];
  relaunchAtSeconds: number | null;
  /** The next relaunch takes the supervisors with it. */
  crashAhead: boolean;
  due: Due | null;
  disturbance: TopologyDisturbance;
  errors: readonly WorkerError[];
  work: SecondOfWork;
  /** Tuples that the source of each spout has given so far. */
  readonly given: Map<string, number>;
  /** Of these, how many are done; never fewer than before. */
  readonly committed: Map<string, number>;
}

/** Whether the supervisors have what Nimbus has stored; a plan keeps the same objects while nothing in them differs. */
export function hasFetched({ plan, fetched }: Topology): boolean {
  return plan.settings === fetched.settings && plan.resources === fetched.resources;
}
