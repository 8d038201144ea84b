// What the network is shown of a decision: each feature has a name, a group, a reason, and no unit.
import type { Candidate } from '../candidates.js';
import type { Situation } from '../types.js';
import type { Past } from './past-rates.js';

/** Where it comes from: explanations are summed by these. */
export type FeatureGroup =
  | 'workload'
  | 'external'
  | 'internal'
  | 'configuration'
  | 'objective'
  | 'prediction';

/** What the features of one decision are computed from, once. */
export interface Seen {
  readonly situation: Situation;
  readonly utility: number;
  readonly rates: Past;
}

export interface StateFeature {
  readonly name: string;
  readonly group: FeatureGroup;
  /** What it is, and why the network is shown it. */
  readonly about: string;
  of(seen: Seen): number;
}

export interface CandidateFeature {
  readonly name: string;
  readonly group: FeatureGroup;
  readonly about: string;
  /** Of hold: 0. */
  of(candidate: Candidate, seen: Seen): number;
}

/** log2(a / b) / 3, kept within ±1: eight times as much is as much as is told apart; 0 where one of them is unknown. */
export function ratio(a: number | null | undefined, b: number | null | undefined): number {
  if (a === null || a === undefined || b === null || b === undefined || !(a > 0) || !(b > 0)) return 0;
  if (!Number.isFinite(a)) return 1;
  return Math.max(-1, Math.min(1, Math.log2(a / b) / 3));
}

/** Within ±2, and 0 for what is not a number: no feature can shout. */
export function bounded(value: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.max(-2, Math.min(2, value));
}
