// The operator's objective and the utility of a window under it.
export { type Objective, type Part, type Performance, parts, type Reference, type Weights } from './types.js';
export { brokenSlos, costPerHour, partScores, utility } from './utility.js';
