// The operator's objective and the utility of a window under it.
export { loadOwnUtility, refuseUnreadable } from './own-utility.js';
export {
  type Contributions,
  type Objective,
  type OwnUtility,
  type Part,
  type Performance,
  type Reference,
  type Valued,
  valueParts,
  type Weights,
} from './types.js';
export { brokenSlos, contributions, costPerHour, partScores, sumOf, utility } from './utility.js';
