// The Cluster port: what any engine's adapter reports. Unknown is null, never a made-up number.
import type { Asked } from '../knobs/index.js';

export type EngineName = 'storm' | 'heron';

/** How an engine's releases differ for a tuning agent; told from the cluster's own answers. */
export type Generation = 'storm-1.2' | 'storm-2.x' | 'heron';

export type TopologyStatus = 'active' | 'inactive' | 'rebalancing' | 'killed' | 'unknown';

export interface ClusterInfo {
  readonly engine: EngineName;
  readonly version: string;
  readonly generation: Generation;
  /** Host of the acting master: of the Nimbus that leads; on Heron, which has none, of the API server, if there is one. */
  readonly leader: string | null;
  /** null where the engine does not tell how large its cluster is (Heron: the scheduler behind it knows). */
  readonly slotsTotal: number | null;
  readonly slotsFree: number | null;
  readonly supervisors: number | null;
  /** Supervisors that take workers, with what the resource-aware scheduler counts by; absent where they do not tell. */
  readonly nodes?: readonly SupervisorNode[];
  /** Storm: the class that Nimbus schedules with now; absent where it is not told. */
  readonly scheduler?: string;
  /** Heron: the API server that `heron update` goes through; null where the command line works by itself. */
  readonly apiUrl?: string | null;
  /** Heron: the command that updates go through where there is no API server; null where none is configured. */
  readonly heronCommand?: string | null;
}

/** By what executors ask for, nothing measured: percent of a core, MiB. */
export interface SupervisorNode {
  readonly host: string;
  readonly cpuPercent: { readonly total: number; readonly used: number };
  readonly memoryMiB: { readonly total: number; readonly used: number };
  readonly slots: { readonly total: number; readonly used: number };
}

/** Where a topology of Heron belongs; its commands name it so. */
export interface HeronPlace {
  readonly cluster: string;
  readonly role: string;
  readonly environ: string;
}

export interface TopologyRef {
  readonly id: string;
  readonly name: string;
  readonly status: TopologyStatus;
  readonly uptimeSeconds: number;
  /** Heron only. */
  readonly place?: HeronPlace;
}

/** Sums since the executor's process started, as the engine reports them (sampled: multiples of 1/sample rate). */
export interface Counters {
  readonly emitted: number;
  readonly transferred: number;
  readonly acked: number;
  readonly failed: number;
  /** Bolts only. */
  readonly executed: number | null;
  readonly executeLatencyMs: number | null;
  readonly processLatencyMs: number | null;
  /** Spouts only; null when nothing completed. */
  readonly completeLatencyMs: number | null;
}

export interface ExecutorSample {
  /** As the engine names it: a range of tasks such as "[5-6]", or an instance such as "container_1_count_5". */
  readonly id: string;
  readonly tasks: number;
  readonly host: string;
  readonly port: number;
  /** Age of the executor's process when it took this sample: the sample's own timestamp, in seconds. */
  readonly uptimeSeconds: number;
  readonly counters: Counters;
  /** Share of time inside execute() over the engine's ten minutes (bolts only). */
  readonly capacity: number | null;
}

export interface StreamInput {
  readonly from: string;
  readonly stream: string;
  readonly grouping: string;
}

export interface StreamOutput {
  readonly stream: string;
  readonly emitted: number;
}

export interface ComponentSnapshot {
  readonly name: string;
  readonly kind: 'spout' | 'bolt' | 'system';
  /** Upper bound for executors, fixed at submission; from the assignment. */
  readonly tasks: number;
  /** Executors that have reported, plus one for each gap whose number is not known. */
  readonly executors: number;
  /** Tasks of executors that have not reported since the last restart. */
  readonly missingTasks: number;
  readonly inputs: readonly StreamInput[];
  readonly outputs: readonly StreamOutput[];
  readonly samples: readonly ExecutorSample[];
  readonly lastError: { readonly text: string; readonly secondsAgo: number | null } | null;
  /** Storm: what each executor asks the scheduler for; absent where it is not told. */
  readonly asked?: Asked;
  /** Heron only: how long its instances' full buffers held the spouts back, milliseconds a second, all instances together. */
  readonly backpressureMsPerSecond?: number | null;
  /** Heron only: share of the fullest instance's read queue that was taken in the last two minutes; null where the sinks keep it back. */
  readonly queueFill?: number | null;
  /** Heron only: each number of the instance that is worst off in it. */
  readonly process?: ProcessLoad;
}

/** What the processes of a component use; null where it is not told. */
export interface ProcessLoad {
  readonly cpuCores: number | null;
  readonly heapUsedMiB: number | null;
  /** Of what the process has, 0 … 1. */
  readonly heapFill: number | null;
  /** Share of the time in garbage collection. */
  readonly gcShare: number | null;
}

export interface WorkerSnapshot {
  readonly host: string;
  readonly port: number;
  readonly uptimeSeconds: number;
  readonly executors: number;
  readonly heapMiB: number | null;
}

/** What the settings in force mean for measuring; read by the adapter, which knows the engine's keys. */
export interface MeasuringFacts {
  /** Share of tuples that the engine counts (Storm: 0.05, so counts are multiples of 20). */
  readonly sampleRate: number;
  /** Seconds between two samples of one executor. */
  readonly statisticsIntervalSeconds: number;
  /** Tuples that one spout task may have in flight; null is unlimited. */
  readonly maxSpoutPending: number | null;
  readonly messageTimeoutSeconds: number;
  /** Whether spouts hear of completions; absent: whether there are ackers says so (Storm). */
  readonly acking?: boolean;
  /** Error of a printed running mean of latencies, ms; absent: half of Storm's third decimal. */
  readonly latencyErrorMs?: number;
}

/** How a topology of Heron was packed when it was submitted: its containers follow its instances in that proportion. */
export interface SubmittedPacking {
  readonly instances: number;
  readonly containers: number;
}

/** Heron: the topology manager, which alone changes settings of what runs. */
export interface TopologyManager {
  readonly topologyId: string;
  readonly host: string;
  readonly controllerPort: number;
}

/** Heron: what was set while the topology ran, until an update takes it off. */
export interface RuntimeSetting {
  /** null is the whole topology. */
  readonly component: string | null;
  /** As at submission, without what the engine adds. */
  readonly key: string;
  readonly value: string | number | boolean;
}

/** One poll of one topology. */
export interface Snapshot {
  /** Cluster time of the poll, milliseconds since the epoch. */
  readonly takenAt: number;
  readonly topology: TopologyRef;
  /** 'since-start': counters since each executor started. 'engine-10min': the engine's own last ten minutes. */
  readonly span: 'since-start' | 'engine-10min';
  readonly components: readonly ComponentSnapshot[];
  readonly workers: readonly WorkerSnapshot[];
  /** Executors of all components, system ones included, that the assignment has. */
  readonly assignedExecutors: number;
  readonly assignedWorkers: number;
  readonly measuring: MeasuringFacts;
  /** Share of the last full minutes in which a stream manager held the spouts back; absent where the engine has no such number. */
  readonly backpressureShare?: number | null;
  /** Heron only. */
  readonly submitted?: SubmittedPacking;
  /** Heron: of the engine that runs this topology, whatever others of the cluster were submitted with; null where it is not told. */
  readonly release?: string | null;
  /** Heron only; null where the Tracker does not say. */
  readonly manager?: TopologyManager | null;
  /** Heron only. */
  readonly setAtRuntime?: readonly RuntimeSetting[];
  /** The engine's view of every setting (cluster defaults merged with the topology's own). */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Storm: workers are placed by what executors ask for, as many as they need; absent: by another scheduler. */
  readonly isResourceAware?: true;
  /** Storm: what the scheduler says of it in its own words; absent where it says nothing. */
  readonly schedulerSays?: string;
}

/** What a setting of the topology's configuration may be set to: a number, or (metrics reporters) a list of mappings. */
export type SettingValue = number | readonly Readonly<Record<string, unknown>>[];

/** Resources of one component, in the engine's own keys. */
export interface ComponentResources {
  readonly 'onheap.memory.mb'?: number;
  readonly 'offheap.memory.mb'?: number;
  readonly 'cpu.pcore.percent'?: number;
}

/** One rebalance. Assignment, configuration and resources never share one: the type has no room for two. */
export type Operation =
  | {
      readonly kind: 'rebalance-assignment';
      /** How long the spouts rest before the workers are stopped. */
      readonly waitSeconds: number;
      /** null leaves them as they are. */
      readonly workers: number | null;
      /** By component; those not named stay. */
      readonly executors: Readonly<Record<string, number>>;
    }
  | {
      readonly kind: 'rebalance-configuration';
      readonly waitSeconds: number;
      readonly settings: Readonly<Record<string, SettingValue>>;
    }
  | {
      readonly kind: 'rebalance-resources';
      readonly waitSeconds: number;
      /** By component. */
      readonly resources: Readonly<Record<string, ComponentResources>>;
    };

/** How far one spout is behind its source, all partitions together. */
export interface SpoutLag {
  readonly spout: string;
  /** Messages not yet read; null is not known. */
  readonly lag: number | null;
  /** Offsets at which the logs end, by topic and partition; their growth is what the source gives. null is not known. */
  readonly heads: Readonly<Record<string, number>> | null;
  /** Why not both are known; null when they are. */
  readonly problem: string | null;
}

/**
 * Reads a cluster, and acts on it. Every call honours the signal and ends in a TrimtabError of exit code 2 or 3 when it fails.
 */
export interface Cluster {
  readonly name: string;
  /** Heron only: the API server that updates go through; null where there is none. */
  readonly heron?: { readonly apiUrl: string | null };
  /** Tells this cluster from every other one, whatever a configuration calls it and whichever address it gives. */
  identity(signal: AbortSignal): Promise<string>;
  info(signal: AbortSignal): Promise<ClusterInfo>;
  topologies(signal: AbortSignal): Promise<TopologyRef[]>;
  snapshot(topology: TopologyRef, span: Snapshot['span'], signal: AbortSignal): Promise<Snapshot>;
  /** Only where it is configured: the UI starts a process for each spout that it is asked about. */
  lag?(topology: TopologyRef, signal: AbortSignal): Promise<SpoutLag[]>;
  /** Heron: the version of the API server that commands go through; absent where none is configured. */
  apiVersion?(signal: AbortSignal): Promise<string>;
  /** Storm through its UI: whether a change goes through the `storm` command now. */
  sendsByCommand?(signal: AbortSignal): Promise<boolean>;
  /**
   * Sends one rebalance to the leader, exactly once. It resolves when the engine has taken it, which does not mean that it is in
   * force; it is for the caller to have validated every value.
   * @throws TrimtabError TRIMTAB_E_UNCERTAIN when it was sent and no answer came: it may have been done or not. After any other
   * error nothing was done.
   */
  rebalance(topology: TopologyRef, operation: Operation, signal: AbortSignal): Promise<void>;
}
