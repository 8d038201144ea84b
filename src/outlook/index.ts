// The outlook of a change: what it would give and cost under the operator's objective.
export { isThroughInTime } from './by-hosts.js';
export { type Crowding, type Hosts, spreadOf } from './crowding.js';
export { inFlightUnder } from './in-flight.js';
export { isBehind } from './lag.js';
export { type OutlookInput, outlookOf, utilityUnder } from './outlook.js';
export {
  isIdle,
  performanceNow,
  referenceAt,
  referenceOf,
  referenceToKeep,
  type StoredReference,
  type WindowWorth,
  worthNow,
} from './performance.js';
export { twinChangeOf } from './twin-change.js';
export type { Outlook, Predicted } from './types.js';
export { carefulGain, costOf, disturbance, slosAtRisk } from './worth.js';
