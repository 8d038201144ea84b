// What a change would do and cost: a simple closed-network bound fitted to one window.
export { type Demand, estimateDemand, spoutRate } from './demand.js';
export { capacityPerSecond, type Executors, type Prediction, predict, type Range } from './predict.js';
export { type Price, type PriceInput, priceOf } from './price.js';
