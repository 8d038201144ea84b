// What Graphite lines tell of queues and workers. Absent or stale is null, never 0.

/** The fullest of a component's receive queues; every executor has one, and all its tasks report the same. */
export interface ComponentQueue {
  /** 0 … 1. */
  readonly queueFill: number | null;
  /** Tuples waiting. Those in the overflow are not among them. */
  readonly queued: number | null;
  /** Tuples it can hold (`topology.executor.receive.buffer.size`, rounded up to a power of two). */
  readonly queueCapacity: number | null;
  /** Milliseconds a tuple waits, as Storm estimates it: population over arrival rate. The longest. */
  readonly queueWaitMs: number | null;
  /** Tuples/s that arrive at the busiest queue. */
  readonly queueArrivalPerSecond: number | null;
  /** Tuples from other workers that found the queue full and wait in its overflow. The most. */
  readonly queueOverflow: number | null;
  /** Tuples/s thrown away because the overflow was full too, at the queue with the most. */
  readonly queueDroppedPerSecond: number | null;
}

export interface WorkerLoad {
  /** Cores in use. */
  readonly cpuCores: number | null;
  readonly heapUsedMiB: number | null;
  readonly heapMaxMiB: number | null;
  /** Share of time in garbage collection. */
  readonly gcShare: number | null;
  /** Fill of the queue to other workers, 0 … 1. */
  readonly transferQueueFill: number | null;
}

export interface QueueMetrics {
  /** By component; one that reports nothing is not in it. */
  readonly components: ReadonlyMap<string, ComponentQueue>;
  /** By host (as the metric's name has it: dots as underscores) and port. */
  readonly workers: ReadonlyMap<string, WorkerLoad>;
  /** Share of time, mean over the spout tasks that report, in which a spout waited for room in a queue behind it. */
  readonly backpressureShare: number | null;
  /** The same for waiting because `topology.max.spout.pending` tuples were in flight. */
  readonly skippedMaxSpoutShare: number | null;
  /** The same for being deactivated. */
  readonly skippedInactiveShare: number | null;
  /** Tuples in overflow, the most that a worker's tasks counted when it last told others to wait; 0 without backpressure. */
  readonly backpressureOverflow: number | null;
}

/** Who may ask for queue metrics; the listener, or a test's stand-in. */
export interface QueueSource {
  /**
   * @param topologyId the engine's id
   * @param components the engine's names, as they are
   * @param now cluster time, ms since the epoch
   */
  queueMetrics(topologyId: string, components: readonly string[], now: number): QueueMetrics;
  /** Workers of the topology with a fresh line, by host and port. */
  reportingWorkers(topologyId: string, now: number): ReadonlySet<string>;
  counts(): LineCounts;
}

/** Since the start of the listener. */
export interface LineCounts {
  readonly accepted: number;
  /** Other metrics, and what is no line of Graphite's. */
  readonly ignored: number;
  /** Connections cut: an endless line, or silence. */
  readonly dropped: number;
}

/** How workers reach the listener. */
export interface GraphiteTarget {
  readonly host: string;
  readonly port: number;
  readonly periodSeconds: number;
}
