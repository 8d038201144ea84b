// Learning a policy: rounds of playing and of gradient steps.
export type { Rollout, RolloutTask } from './rollout.js';
export { type TrainingSpec, trainingSpecSchema } from './spec.js';
export { type Round, type Trained, type TrainingInput, train } from './train.js';
