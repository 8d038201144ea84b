// The policies behind one interface.
export { type Candidate, candidateFor, lookAt } from './candidates.js';
export {
  candidateFeatures,
  candidateSchema,
  candidateSetOf,
  createDqn,
  dqnInputs,
  dqnName,
  featureSchema,
  type LearnedPolicy,
  loadDqn,
  loadDqnModel,
  stateFeatures,
} from './dqn/index.js';
export { keep } from './keep.js';
export { policies, policyNamed } from './registry.js';
export { turnedText } from './turned-text.js';
export type { Answer, ModelFacts, Past, Policy, Situation } from './types.js';
