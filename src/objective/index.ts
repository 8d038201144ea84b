// The operator's objective and the utility of a window under it.
export {
  type Contributions,
  type Objective,
  type Part,
  type Performance,
  parts,
  type Reference,
  type ValuePart,
  valueParts,
  type Weights,
} from './types.js';
export { brokenSlos, contributions, costPerHour, partScores, utility } from './utility.js';
