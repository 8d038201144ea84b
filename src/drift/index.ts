// Whether a topology still behaves as it did: what is watched, what has changed, and what to do about it.
export { type Recommendation, recommend, type Site } from './advice.js';
export {
  type Detector,
  detectorSchema,
  newDetector,
  type Watched,
  watchDrift,
} from './detector.js';
export { type Known, knownOf } from './known.js';
export { shiftText } from './naming.js';
export { signatureOf } from './signature.js';
export {
  type Drift,
  type DriftKind,
  driftKinds,
  driftSchema,
  type Shift,
  type Signature,
  type Trait,
} from './types.js';
