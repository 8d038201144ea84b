// Why a decision was taken: what it is worth, what that comes of, what would turn it round, and why not another configuration.
export { type Attributed, type Attribution } from './attribution.js';
export { explain, type Explanation, type ExplainOptions, type RecordedFacts, usualDecisions } from './explain.js';
export type { Case, Input, NotSaid, Subject, Worth } from './types.js';
export type { WhatIf } from './what-if.js';
