// Double DQN over a varying set of candidates, each scored by prior + network. Knows nothing of what is decided.
export { type Backend, type BackendName, type BackendWish, openBackend } from './backend.js';
export { batchOf } from './batch.js';
export { loadModel, type Model, type SaveOptions, saveModel } from './checkpoint.js';
export { createEnsemble, type Ensemble, type Scores } from './ensemble.js';
export { type ValueGradient, valueGradient } from './input-gradient.js';
export { copyWeights, initialWeights, trusting, weightCount } from './layers.js';
export {
  createLearner,
  type Learner,
  type LearnerOptions,
  type StepResult,
  type TrainingState,
} from './learner.js';
export { type Manifest, type ModelAbout, type ModelExpected, modelSchema } from './manifest.js';
export { type EpisodeStep, type NStepOptions, nStepTransitions } from './n-step.js';
export { argmax, createNetwork, type Network, partValues, totalValues } from './network.js';
export { featureLimit, measureNormalisation, withNormalisation } from './normalisation.js';
export { placeOf, restoreFolder } from './replace-folder.js';
export { createReplay, type Priorities, type Replay, type ReplayOptions, type Sample } from './replay.js';
export { constant, exponential, linear, type Schedule, type Slope } from './schedule.js';
export { createTensorNetwork, type Gradient, type LossInputs, type TensorNetwork } from './tensors.js';
export { loadTraining } from './training-file.js';
export type { Batch, CandidateSet, NetworkShape, Transition, Weights } from './types.js';
