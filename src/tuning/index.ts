// Offline tuning against a table of measured configurations.
export { tuners } from './registry.js';
export { regretPercent, tune } from './tune.js';
export type * from './types.js';
