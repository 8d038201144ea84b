// The policies behind one interface.
export { beyondTasks } from './beyond-tasks.js';
export { type Candidate, candidateFor, favourite, lookAt } from './candidates.js';
export {
  type Ablation,
  ablations,
  candidateFeatures,
  candidateSchema,
  candidateSetOf,
  createDqn,
  dqnInputs,
  dqnName,
  featureSchema,
  isInDoubt,
  type LearnedPolicy,
  loadDqn,
  loadDqnModel,
  loadDqnToCompare,
  lookWithout,
  masked,
  schemasWithout,
  schemaWithout,
  stateFeatures,
} from './dqn/index.js';
export { activationLooks } from './ds2.js';
export { keep } from './keep.js';
export { isOneKeyed } from './optimum.js';
export { policies, policyNamed } from './registry.js';
export {
  createTreePolicy,
  leafOf,
  leavesOf,
  loadTree,
  type Node,
  rounded,
  rowNames,
  rowOf,
  rulesOf,
  type Tree,
  treeName,
  withoutTwins,
} from './tree/index.js';
export { turnedText } from './turned-text.js';
export type { Answer, ModelFacts, Past, Policy, Situation } from './types.js';
