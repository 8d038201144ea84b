// Offline tuning against a table of measured configurations.
export { latencyGoal, throughputGoal, utilityGoal } from './goal.js';
export { readGrid } from './grid.js';
export { readMap } from './map.js';
export { tuners } from './registry.js';
export { regretPercent, tune } from './tune.js';
export { bayesian } from './tuners/bayesian.js';
export { hillClimb } from './tuners/hill-climb.js';
export type * from './types.js';
