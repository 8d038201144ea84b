// Offline tuning against a table of measured configurations.
export { latencyGoal, throughputGoal, utilityGoal } from './goal.js';
export { readGrid } from './grid.js';
export { readMap } from './map.js';
export { tuners } from './registry.js';
export { regretPercent, tune } from './tune.js';
export type * from './types.js';
