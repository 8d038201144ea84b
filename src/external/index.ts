// External inputs: what the source of the tuples and the application tell, beside the engine.
export { type Prometheus, type PrometheusOptions, prometheus, type QueriedSeries } from './prometheus.js';
export { type QueueSizes, readQueueSizes } from './queue-sizes.js';
export { ExternalReader, type ExternalReaderOptions } from './reader.js';
export { type ExternalQueries, type ExternalReading, nothingKnown } from './types.js';
