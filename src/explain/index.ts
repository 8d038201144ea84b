// Why a decision was taken: what it is worth, what that comes of, what would turn it round, and why not another configuration.
export { type Attributed, type Attribution, attribute, worthOfDecision } from './attribution.js';
export type { Counterfactual } from './counterfactual.js';
export { type ExplainOptions, type Explanation, explain, type RecordedFacts } from './explain.js';
export { attributeRows, type FeatureAttribution, type FeatureShare, type Rows, rowsAt } from './features.js';
export { actualPoint, inputsOf, referencePoint } from './inputs.js';
export { integrate } from './integrate.js';
export { type Masking, mask } from './masking.js';
export { type Moment, momentsOf } from './moment.js';
export { plainNumber } from './numbers.js';
export type { Earlier, Past } from './past.js';
export { refuseImpossible } from './possible.js';
export { project } from './projection.js';
export { rankAgreement } from './rank.js';
export { subjectOf } from './subject.js';
export type { Case, Input, NotSaid, Point, Subject, Worth } from './types.js';
export type { Typical } from './typical.js';
export { type WhatIf, whatIf } from './what-if.js';
