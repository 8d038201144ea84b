// Queue fill, backpressure and skipped time of Storm 2.x workers, by Graphite lines.
export { GraphiteListener, type GraphiteListenerOptions } from './listener.js';
export { type MergedReporters, mergedReporters, reporterEntry, reportersKey } from './reporter.js';
export type {
  ComponentQueue,
  GraphiteTarget,
  LineCounts,
  QueueMetrics,
  QueueSource,
  WorkerLoad,
} from './types.js';
