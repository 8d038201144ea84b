// The policies behind one interface.
export { type Candidate, lookAt } from './candidates.js';
export { candidateSetOf, createDqn, dqnInputs, dqnName, featureSchema } from './dqn/index.js';
export { policies, policyNamed } from './registry.js';
export { turnedText } from './turned-text.js';
export type { Answer, Past, Policy, Situation } from './types.js';
