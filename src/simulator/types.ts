// What one may look at in the world, in the words of Storm but without its wire format.
import type { WindowName } from './counters.js';
import type { PlannedExecutor } from './plan.js';
import type { ComponentNeeds } from './resources.js';
import type { ScenarioStream, Settings } from './scenario-schema.js';

export type TopologyStatus = 'ACTIVE' | 'INACTIVE' | 'REBALANCING' | 'KILLED';

export interface OutputCounts {
  readonly stream: string;
  readonly emitted: number;
  readonly transferred: number;
}

/** Latencies are sums over the counted tuples: divide by `executed`, `acked` for the mean. */
export interface InputCounts {
  readonly component: string;
  readonly stream: string;
  readonly executed: number;
  readonly executeMsSum: number;
  readonly acked: number;
  readonly processMsSum: number;
  readonly failed: number;
}

export interface CompletionCounts {
  readonly stream: string;
  readonly acked: number;
  readonly failed: number;
  readonly completeMsSum: number;
}

export interface WindowCounts {
  readonly outputs: readonly OutputCounts[];
  readonly inputs: readonly InputCounts[];
  readonly completions: readonly CompletionCounts[];
}

export type ExecutorStatistics = Readonly<Record<WindowName, WindowCounts>>;

/** What a worker last published of one executor, with the age that its process had then: the sample's timestamp. */
export interface Heartbeat {
  readonly uptimeSeconds: number;
  /** Share of events that its process counts: the setting in force there. */
  readonly sampleRate: number;
  readonly statistics: ExecutorStatistics;
}

export interface ExecutorView extends PlannedExecutor {
  /** null until the process that runs it has published. */
  readonly heartbeat: Heartbeat | null;
}

export interface WorkerView {
  readonly host: string;
  readonly port: number;
  readonly supervisorId: string;
  readonly executors: readonly ExecutorView[];
  readonly heapMiB: number;
}

export interface ErrorView {
  readonly atMs: number;
  readonly host: string;
  readonly port: number;
  readonly text: string;
}

export interface ComponentView {
  readonly name: string;
  readonly kind: 'spout' | 'bolt' | 'system';
  readonly tasks: number;
  readonly executors: number;
  readonly submittedExecutors: number;
  /** What one executor of it asks for. */
  readonly needs: ComponentNeeds;
  /** What a rebalance has set of it, in Storm's own keys. */
  readonly ownResources: Readonly<Record<string, number>>;
  readonly errors: readonly ErrorView[];
}

export interface TopologyView {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly status: TopologyStatus;
  readonly submittedAtMs: number;
  readonly components: readonly ComponentView[];
  /** Skew shows only by its effects. */
  readonly streams: readonly Omit<ScenarioStream, 'hotShare'>[];
  /** The assignment: right at once after a rebalance, long before the processes follow. */
  readonly workers: readonly WorkerView[];
  /** Workers asked for at submission; Storm's configuration never shows a later number. */
  readonly submittedWorkers: number;
  /** As stored. What is in force shows only by its effects. */
  readonly settings: Settings;
}

export interface SupervisorView {
  readonly id: string;
  readonly host: string;
  readonly ports: readonly number[];
  readonly usedPorts: readonly number[];
  readonly cores: number;
  readonly startedAtMs: number;
}

export interface ClusterView {
  readonly nowMs: number;
  readonly nimbusUp: boolean;
  readonly nimbusStartedAtMs: number;
  readonly supervisors: readonly SupervisorView[];
  readonly settings: Settings;
}

/** Expected refusals are values: what Nimbus would not do, and why. Only of `invalid` it says what is wrong. */
export type OperationResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'not-alive' | 'no-transition' | 'illegal-value' }
  | { readonly ok: false; readonly reason: 'invalid'; readonly text: string };

/** `orphan`: on higher slots than it needs, and the next change of its configuration is not in force. */
export type TopologyDisturbance =
  | 'none'
  | 'no-workers'
  | 'crash-loop'
  | 'restart'
  | 'frozen-statistics'
  | 'orphan';

/**
 * Special states, for tests. `none` ends what can be ended; a Nimbus that a bad value has killed comes back without it.
 * `resubmit`: killed, and submitted anew under its name.
 */
export type Disturbance = TopologyDisturbance | 'nimbus-down' | 'supervisor-down' | 'resubmit';

/** The log that a spout reads from, as its broker tells it. */
export interface SourceView {
  readonly spout: string;
  /** Offset at which the log ends: messages given so far. */
  readonly head: number;
  /** Up to which they are done; what is under way counts as not. */
  readonly committed: number;
}

/** What really happens, which no agent can see. */
export interface Truth {
  readonly offeredPerSecond: number;
  readonly throughputPerSecond: number;
  readonly responseSeconds: number;
  readonly limitedBy: string;
  readonly utilisation: Readonly<Record<string, number>>;
  readonly backlogTuples: number;
  readonly inFlightTuples: number;
  /** In force: what the processes were started with. */
  readonly settings: Settings;
}
