// External inputs: what the source of the tuples and the application tell, beside the engine.
export { type Prometheus, prometheus, type QueriedSeries } from './prometheus.js';
export { type QueueSizes, readQueueSizes } from './queue-sizes.js';
export { ExternalReader } from './reader.js';
export type { ExternalQueries, ExternalReading } from './types.js';
