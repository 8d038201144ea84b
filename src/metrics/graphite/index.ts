// Queue fill, backpressure and skipped time of Storm 2.x workers, by Graphite lines.
export { GraphiteListener, type GraphiteListenerOptions } from './listener.js';
export { mergedReporters, reporterEntry, reportersKey } from './reporter.js';
export type { GraphiteTarget, QueueMetrics, QueueSource } from './types.js';
