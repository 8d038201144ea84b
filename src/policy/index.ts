// The policies behind one interface.
export { policies, policyNamed } from './registry.js';
export type { Answer, Past, Policy, Situation } from './types.js';
