// The environment as its users see it: time goes on, an agent looks, and may change the topology.
import type { Evaluation, NotReady } from '../../metrics/index.js';
import type { Plan, PlanChange } from '../plan.js';
import type { Scenario } from '../scenario-schema.js';

export interface EnvironmentOptions {
  /** Default: the scenario's own. */
  readonly seed?: number;
  /** How long the topology has run when the scenario begins, seconds. Default 1200. */
  readonly warmUpSeconds?: number;
  /** Length of the windows that are seen, seconds. Default 180. */
  readonly windowSeconds?: number;
  /** Seconds after a restart that no window contains. Default 60. */
  readonly settleSeconds?: number;
  /** Whether the source tells its backlog and its rate. Default false. */
  readonly external?: boolean;
  /** How much longer than usual workers of this cluster take to come up. Default 1. */
  readonly restartFactor?: number;
}

/** What truly happened in one advance. Rates are means over it. */
export interface Passed {
  readonly seconds: number;
  readonly offeredPerSecond: number;
  readonly throughputPerSecond: number;
  readonly failedPerSecond: number;
  /** Whether tuples are acknowledged, at the end of it: without, nobody knows their latency. */
  readonly acked: boolean;
  /** Mean over what completed; null when nothing did, and without acknowledgements. */
  readonly completeLatencyMs: number | null;
  /** Without throughput because of a change or a fault, seconds. */
  readonly pauseSeconds: number;
  /** At the end of it. */
  readonly backlogTuples: number;
  readonly executors: number;
  readonly workers: number;
  readonly limitedBy: string;
}

export interface Environment {
  readonly scenario: Scenario;
  /** Of the scenario, seconds; 0 = its beginning. */
  nowSeconds(): number;
  /** Goes on by that much time, in steps of 60 s at most. */
  advance(seconds: number): Passed;
  /** What an agent gets to see now. */
  observe(): Evaluation | NotReady;
  /** Why a change cannot be made now; null when it can. */
  refusal(change: PlanChange): string | null;
  /** @throws RangeError when it is refused */
  change(change: PlanChange, waitSeconds: number): void;
  /** Stored: at once what a change asks for. */
  plan(): Plan;
  /** When the processes that run had come up. */
  upSinceSeconds(): number;
  isChanging(): boolean;
}
