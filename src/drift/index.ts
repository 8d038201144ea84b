// Whether a topology still behaves as it did: what is watched, what has changed, and what to do about it.
export { type Recommendation, recommend } from './advice.js';
export { type Detector, detectorSchema, newDetector, watchDrift } from './detector.js';
export { type Known, knownOf } from './known.js';
export { signatureOf } from './signature.js';
export { type Drift, driftSchema, type Signature } from './types.js';
