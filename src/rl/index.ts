// Double DQN over a varying set of candidates, each scored by prior + network. Knows nothing of what is decided.
export { type Backend, openBackend } from './backend.js';
export { batchOf } from './batch.js';
export { loadModel, type Model, type SaveOptions, saveModel } from './checkpoint.js';
export { createEnsemble, type Ensemble, type Scores } from './ensemble.js';
export { type ValueGradient, valueGradient } from './input-gradient.js';
export { copyWeights, initialWeights, trusting, weightCount } from './layers.js';
export { createLearner, type Learner, type LearnerOptions, type TrainingState } from './learner.js';
export type { Manifest, ModelAbout } from './manifest.js';
export { type EpisodeStep, nStepTransitions } from './n-step.js';
export { argmax, createNetwork, partValues, totalValues } from './network.js';
export { measureNormalisation, withNormalisation } from './normalisation.js';
export { placeOf, restoreFolder } from './replace-folder.js';
export { createReplay } from './replay.js';
export { constant, exponential, linear } from './schedule.js';
export { createTensorNetwork } from './tensors.js';
export { loadTraining } from './training-file.js';
export type { CandidateSet, NetworkShape, Transition, Weights } from './types.js';
