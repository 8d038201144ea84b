// External inputs: what the source of the tuples and the application tell, beside the engine.
export { prometheus, type QueryNumber } from './prometheus.js';
export { ExternalReader, type ExternalReaderOptions } from './reader.js';
export { type ExternalQueries, type ExternalReading, nothingKnown } from './types.js';
