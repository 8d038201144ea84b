// Whether a topology still behaves as it did: what is watched, what has changed, and what to do about it.
export { type Recommendation, recommend } from './advice.js';
export { type Detector, detectorSchema, newDetector, watchDrift } from './detector.js';
export { fromDisk, wouldBeMissed } from './keeping.js';
export { type Known, knownOf } from './known.js';
export { describe, type State } from './novelty/descriptors.js';
export type { Point } from './novelty/familiar.js';
export { type Novelty, noveltyOf, noveltyOfPoint, unusualText } from './novelty/novelty.js';
export {
  outsideText,
  type Standing,
  standingAfter,
  standingIn,
  standingSchema,
  unfamiliarBy,
} from './novelty/standing.js';
export {
  familiarTraining,
  fewestStates,
  loadTraining,
  statesFile,
  statesText,
  type Training,
  type TrainingStates,
  trainingStates,
} from './novelty/training-states.js';
export { signatureOf } from './signature.js';
export { type Drift, driftSchema, type Signature } from './types.js';
