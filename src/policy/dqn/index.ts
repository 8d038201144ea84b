// The learned policy: candidates with features and a prior, scored by an ensemble of Q-networks.

export { type Ablation, ablations, lookWithout, masked, schemasWithout, schemaWithout } from './ablation.js';
export { candidateFeatures } from './candidate-features.js';
export { candidateSchema, candidateSetOf, featureSchema, inputs as dqnInputs } from './candidate-set.js';
export { isInDoubt } from './confidence.js';
export { createDqn, dqnName } from './dqn.js';
export { type LearnedPolicy, loadDqn, loadDqnModel, loadDqnToCompare } from './load-dqn.js';
export { stateFeatures } from './state-features.js';
