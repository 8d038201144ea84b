// What the model is told: an application, its configuration and the hardware. Components, nodes and spouts go by index.

export type Grouping = 'shuffle' | 'local_or_shuffle' | 'none' | 'fields' | 'global' | 'all';

export interface ModelComponent {
  readonly name: string;
  readonly kind: 'spout' | 'bolt';
  /** Upper bound of its executors; groupings choose tasks. */
  readonly tasks: number;
  /** CPU per tuple on a node of speed 1, seconds. */
  readonly cpuSeconds: number;
  /** Waiting inside execute() per tuple (I/O): the thread is held, no core is. */
  readonly waitSeconds: number;
  /** Coefficient of variation of one service. */
  readonly variation: number;
}

export interface ModelStream {
  readonly from: number;
  readonly to: number;
  readonly grouping: Grouping;
  /** Tuples for each one that `from` processes (a spout: that it emits). */
  readonly tuplesPerInput: number;
  /** Tuples/s of it, all copies, where they were measured: by them a component that reads several streams is spread. */
  readonly tuplesPerSecond?: number;
  /** Share of the tuples that carry the hottest key, 0..1; matters under fields grouping. */
  readonly hotShare: number;
}

export interface ModelTopology {
  readonly components: readonly ModelComponent[];
  readonly streams: readonly ModelStream[];
}

export interface ModelConfiguration {
  /** Of each component, in the order of the topology. */
  readonly executors: readonly number[];
  /** Executors of the acker; 0 = no acking, nothing is pending then. */
  readonly ackers: number;
  readonly workers: number;
  /** topology.max.spout.pending, per spout task; null = unlimited. */
  readonly pendingPerTask: number | null;
  /** topology.producer.batch.size and topology.transfer.batch.size, tuples; 1 = none. */
  readonly producerBatch: number;
  readonly transferBatch: number;
  /** topology.batch.flush.interval.millis, in seconds. */
  readonly flushSeconds: number;
  /** topology.executor.receive.buffer.size, tuples. */
  readonly receiveBuffer: number;
  readonly messageTimeoutSeconds: number;
  /** topology.component.resources.onheap.memory.mb: each executor adds it to its worker's -Xmx. */
  readonly heapMiBPerExecutor: number;
}

export interface ModelNode {
  readonly cores: number;
  readonly speed: number;
}

export interface ModelHardware {
  readonly nodes: readonly ModelNode[];
  /** Universal Scalability Law: contention and coherency between the executors of one component. */
  readonly sigma: number;
  readonly kappa: number;
  readonly localHopSeconds: number;
  readonly remoteHopSeconds: number;
  /** CPU of the sender for each tuple that leaves its worker. */
  readonly serialisationSeconds: number;
  /** CPU of the acker for each message. */
  readonly ackerCpuSeconds: number;
  /** CPU that a producer batch saves: cost of handing over one batch, shared by its tuples. */
  readonly handoverSeconds: number;
  /** Live heap of one executor, and of one tuple under way. */
  readonly liveMiBPerExecutor: number;
  readonly liveMiBPerTuple: number;
}

export const defaultConfiguration: Omit<ModelConfiguration, 'executors'> = {
  ackers: 1,
  workers: 1,
  pendingPerTask: null,
  producerBatch: 1,
  transferBatch: 1,
  flushSeconds: 0.001,
  receiveBuffer: 32_768,
  messageTimeoutSeconds: 30,
  heapMiBPerExecutor: 128,
};

/** Hop costs measured on one host: 0.05 ms within a worker, 0.5 ms more across; the acker's CPU 0.002 ms per message. */
export const defaultHardware: Omit<ModelHardware, 'nodes'> = {
  sigma: 0,
  kappa: 0,
  localHopSeconds: 0.000_05,
  remoteHopSeconds: 0.000_55,
  serialisationSeconds: 0.000_005,
  ackerCpuSeconds: 0.000_002,
  handoverSeconds: 0,
  liveMiBPerExecutor: 12,
  liveMiBPerTuple: 0.001,
};
