// What a change would do and cost: the model fitted to one topology by its own windows.
export { type Demand, estimateDemand, spoutRate } from './demand.js';
export { demandOf, type Fit, fitTwin, type Twin, type Unfit } from './fit.js';
export type { TwinChange } from './layout.js';
export { capacityPerSecond, type Prediction, predict } from './predict.js';
export { type Price, type PriceInput, priceOf } from './price.js';
export type { Range } from './range.js';
