// What a change would do and cost: the model fitted to one topology by its own windows.

export type { ChangeEngine, ChangeStep } from '../model/index.js';
export { type Demand, estimateDemand, heldBackPendingUse } from './demand.js';
export { type Fit, fitTwin, slimmed } from './fit.js';
export { imaginer, offeredPerSecond } from './imagined.js';
export type { TwinChange } from './layout.js';
export {
  calibrate,
  type KnobRole,
  type MeasuredKnob,
  type MeasuredRow,
  type MeasuredTwin,
  unitPoint,
} from './measured/index.js';
export {
  capacityPerSecond,
  type Expected,
  expected,
  type Foreseen,
  foresee,
  type Prediction,
  predict,
} from './predict.js';
export { type Price, type PriceInput, priceOf } from './price.js';
export type { Range } from './range.js';
export {
  experienceOf,
  noExperience,
  type RestartExperience,
  type SeenRestart,
  startedAfterSeconds,
} from './restarts.js';
export { spoutRate, throughputPerSpoutTuple } from './spout-rate.js';
export { expirySeconds } from './timing-out.js';
export { movesUnder, type Packed, packedAfter, updateExtent } from './update-extent.js';
