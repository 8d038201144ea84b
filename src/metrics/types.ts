// What is measured: a Window of differences per executor, and the Evaluation computed from it.
import type { ExecutorSample, ProcessLoad, Snapshot, StreamInput, TopologyRef } from '../clusters/types.js';

/** What one executor did between two of its own samples. */
export interface ExecutorWindow {
  readonly component: string;
  readonly id: string;
  /** Between its two samples, by its own process's clock. */
  readonly seconds: number;
  readonly emitted: number;
  readonly acked: number;
  readonly failed: number;
  readonly executed: number | null;
  /** Means over the window; null when nothing was counted or the engine's rounding hides it. */
  readonly executeLatencyMs: number | null;
  readonly processLatencyMs: number | null;
  readonly completeLatencyMs: number | null;
}

export interface Window {
  /** 'samples': differences of counters between polls; 'engine': the engine's own last ten minutes. */
  readonly source: 'samples' | 'engine';
  /** The shortest executor's. */
  readonly seconds: number;
  /** Differences, not polls: the fewest of any executor. */
  readonly samples: number;
  readonly executors: readonly ExecutorWindow[];
  /** The newest poll. */
  readonly snapshot: Snapshot;
  /** Whether its tuples are acknowledged, as counters last told; absent: none have yet. */
  readonly acking?: boolean;
}

/** Why there is no window yet; an expected outcome, not an error. */
export interface NotReady {
  readonly kind: 'not-ready';
  readonly code: NotReadyCode;
  readonly text: string;
}

export type NotReadyCode =
  | 'INACTIVE'
  | 'KILLED'
  | 'REBALANCING'
  | 'STATUS_UNKNOWN'
  | 'NO_WORKERS'
  | 'CRASH_LOOP'
  | 'JUST_RESTARTED'
  | 'EXECUTORS_MISSING'
  | 'FROZEN_STATISTICS'
  | 'WINDOW_NOT_FULL'
  | 'GONE'
  | 'UNREADABLE';

export interface ComponentEvaluation {
  readonly name: string;
  readonly kind: 'spout' | 'bolt' | 'system';
  readonly executors: number;
  readonly tasks: number;
  readonly inputs: readonly StreamInput[];
  readonly inputPerSecond: number | null;
  readonly outputPerSecond: number;
  readonly executeLatencyMs: number | null;
  readonly processLatencyMs: number | null;
  readonly utilisation: number | null;
  readonly utilisationMean: number | null;
  readonly selectivity: number | null;
  readonly skew: number | null;
  readonly idleExecutors: number | null;
  readonly rateError: number | null;
  /** From here to `lastError`: null without Graphite lines. */
  readonly queueFill: number | null;
  readonly queueWaitMs: number | null;
  readonly queueOverflow: number | null;
  readonly queueDroppedPerSecond: number | null;
  readonly lastError: Snapshot['components'][number]['lastError'];
  /** A spout's own, where there are several of them; absent otherwise. */
  readonly completeLatencyMs?: number | null | undefined;
  /** Beside it: what it emits without message ids is not in it. */
  readonly ackedPerSecond?: number | undefined;
  /** Absent where the engine does not tell who holds the spouts back. */
  readonly backpressureMsPerSecond?: number | null | undefined;
  /** Absent where the engine does not tell it of single components. */
  readonly process?: ProcessLoad | undefined;
}

/** What the source of the tuples or the application tells; null where it was asked and did not say. */
export interface ExternalInputs {
  /** Tuples that wait at the source. */
  readonly backlogTuples: number | null;
  /** What the source has to give, tuples/s. */
  readonly offeredPerSecond: number | null;
  /** End to end, as the application measures it. */
  readonly latencyMs: number | null;
  readonly latencyP95Ms: number | null;
}

export interface Evaluation {
  /** Cluster time of the newest poll, milliseconds since the epoch. */
  readonly at: number;
  readonly topology: TopologyRef;
  readonly window: Pick<Window, 'source' | 'seconds' | 'samples'>;
  readonly components: readonly ComponentEvaluation[];
  /** Whether what the spouts emit is acknowledged: there is who does it, and they emit with message ids. */
  readonly acking: boolean;
  readonly throughputPerSecond: number | null;
  readonly failedPerSecond: number;
  /** Of bolts, which an application fails by itself; absent where none were counted. */
  readonly failedByBoltsPerSecond?: number | undefined;
  readonly completeLatencyMs: number | null;
  readonly queueingMs: number | null;
  readonly pendingLimit: number | null;
  readonly pendingUse: number | null;
  readonly workers: number;
  /** Executors are tasks, and there may be any number of them (Heron's instances); absent: tasks are their upper bound (Storm). */
  readonly elastic?: boolean | undefined;
  /** Share of the tuples that the engine counts; absent where it is `usualSampleRate`. */
  readonly sampleRate?: number | undefined;
  /** Tuples that are handed on together, within a worker and to other ones; absent where the engine does not say. */
  readonly batches?: { readonly producer: number; readonly transfer: number } | undefined;
  /** Absent where nothing outside the engine is asked. */
  readonly external?: ExternalInputs | undefined;
  /** From here to `bottleneck`: null without Graphite lines. */
  readonly backpressureShare: number | null;
  readonly skippedMaxSpoutShare: number | null;
  readonly skippedInactiveShare: number | null;
  readonly backpressureOverflow: number | null;
  /** Of the worker that is worst off in each. */
  readonly transferQueueFill: number | null;
  readonly cpuCores: number | null;
  readonly heapUsedMiB: number | null;
  readonly heapFill: number | null;
  readonly gcShare: number | null;
  readonly bottleneck: string | null;
}

export type { ExecutorSample, Snapshot, StreamInput, TopologyRef };
