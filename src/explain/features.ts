// What the learned networks make of each feature: integrated gradients of what they add to the twin, and masking as a check of them.
import { situationOf } from '../decision/index.js';
import type { Changes } from '../knobs/index.js';
import {
  candidateFeatures,
  candidateFor,
  candidateSetOf,
  dqnInputs,
  stateFeatures,
} from '../policy/index.js';
import {
  type CandidateSet,
  type Ensemble,
  type ValueGradient,
  valueGradient,
  type Weights,
} from '../rl/index.js';
import type { Moment } from './moment.js';
import { rankAgreement } from './rank.js';

export interface FeatureShare {
  readonly name: string;
  readonly group: string;
  readonly about: string;
  readonly actual: number;
  readonly atReference: number;
  /** Of what the networks add, over its value at the reference state; in the networks' own values. */
  readonly contribution: number;
  /** What is lost of it when this feature alone is as at the reference state. */
  readonly lost: number;
}

export interface FeatureAttribution {
  /** What the networks add to the twin's worth, here and at the reference state. */
  readonly added: number;
  readonly addedAtReference: number;
  /** |sum − difference| over the difference: gradients are taken at so many points only. */
  readonly completenessError: number;
  /** Largest first. */
  readonly features: readonly FeatureShare[];
  readonly groups: Readonly<Record<string, number>>;
  /** Of the ranking by gradients and by masking, Spearman. */
  readonly agreement: number | null;
}

/**
 * The way is halved where the gradient in the middle does not explain the difference of the ends: the networks are piecewise linear, with an
 * edge for each unit that switches. So much may be left of the difference, and so often at most is halved.
 */
const halving = { tolerance: 0.001, least: 0.01, depth: 14 } as const;

/** The chosen row and that of hold, D features each. */
export interface Rows {
  readonly chosen: Float64Array;
  readonly hold: Float64Array;
}

/** @returns null where nothing can be predicted at one of the ends */
export function attributeFeatures(
  ensemble: Ensemble,
  changes: Changes,
  here: Moment,
  reference: Moment,
): FeatureAttribution | null {
  const [to, from] = [rowsAt(here, changes), rowsAt(reference, changes)];
  if (to === null || from === null) return null;
  return attributeRows(ensemble, from, to);
}

/** Sundararajan et al. 2017, equation 3, of the difference of the two rows, by midpoints. */
export function attributeRows(ensemble: Ensemble, from: Rows, to: Rows): FeatureAttribution {
  const [added, addedAtReference] = [addedBy(ensemble, to), addedBy(ensemble, from)];
  const tolerance = halving.tolerance * Math.max(halving.least, Math.abs(added - addedAtReference));
  const meanGradient = (row: 'chosen' | 'hold'): Float64Array => {
    const sum = new Float64Array(dqnInputs);
    for (const weights of ensemble.members) addGradients(weights, from[row], to[row], tolerance, sum);
    return sum.map((one) => one / ensemble.members.length);
  };
  const integral = { chosen: meanGradient('chosen'), hold: meanGradient('hold') };
  const moved = (row: 'chosen' | 'hold', i: number): number => (to[row][i] ?? 0) - (from[row][i] ?? 0);
  const features = [...stateFeatures, ...candidateFeatures].map(
    ({ name, group, about }, i): FeatureShare => ({
      name,
      group,
      about,
      actual: to.chosen[i] ?? 0,
      atReference: from.chosen[i] ?? 0,
      contribution:
        moved('chosen', i) * (integral.chosen[i] ?? 0) - moved('hold', i) * (integral.hold[i] ?? 0),
      lost:
        added -
        addedBy(ensemble, { chosen: masked(to.chosen, from.chosen, i), hold: masked(to.hold, from.hold, i) }),
    }),
  );
  const sum = features.reduce((all, { contribution }) => all + contribution, 0);
  const difference = added - addedAtReference;
  return {
    added,
    addedAtReference,
    completenessError: Math.abs(sum - difference) / Math.max(1e-9, Math.abs(difference)),
    features: features.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
    groups: groupsOf(features),
    agreement: rankAgreement(
      features.map(({ contribution }) => Math.abs(contribution)),
      features.map(({ lost }) => Math.abs(lost)),
    ),
  };
}

/** Adds the mean gradient along the way from one row to the other. */
function addGradients(
  weights: Weights,
  from: Float64Array,
  to: Float64Array,
  tolerance: number,
  sum: Float64Array,
): void {
  const way = to.map((value, i) => value - (from[i] ?? 0));
  const at = (share: number): ValueGradient =>
    valueGradient(
      weights,
      way.map((one, i) => (from[i] ?? 0) + share * one),
    );
  const addBetween = (low: number, atLow: number, high: number, atHigh: number, depth: number): void => {
    const middle = (low + high) / 2;
    const { value, gradient } = at(middle);
    const width = high - low;
    const explained = width * gradient.reduce((all, one, i) => all + one * (way[i] ?? 0), 0);
    if (depth === halving.depth || Math.abs(atHigh - atLow - explained) <= tolerance * width) {
      gradient.forEach((one, i) => {
        sum[i] = (sum[i] ?? 0) + width * one;
      });
      return;
    }
    addBetween(low, atLow, middle, value, depth + 1);
    addBetween(middle, value, high, atHigh, depth + 1);
  };
  addBetween(0, at(0).value, 1, at(1).value, 0);
}

export function rowsAt({ deliberating, fit }: Moment, changes: Changes): Rows | null {
  const situation = situationOf(deliberating, fit);
  const candidate = candidateFor(situation, changes);
  return typeof candidate === 'string' ? null : rowsOf(candidateSetOf(situation, [candidate]));
}

function rowsOf({ features }: CandidateSet): Rows {
  return {
    hold: Float64Array.from(features.subarray(0, dqnInputs)),
    chosen: Float64Array.from(features.subarray(dqnInputs, 2 * dqnInputs)),
  };
}

function addedBy({ members }: Ensemble, { chosen, hold }: Rows): number {
  const all = members.map(
    (weights) => valueGradient(weights, chosen).value - valueGradient(weights, hold).value,
  );
  return all.reduce((sum, one) => sum + one, 0) / all.length;
}

function masked(row: Float64Array, by: Float64Array, at: number): Float64Array {
  return row.map((value, i) => (i === at ? (by[i] ?? 0) : value));
}

function groupsOf(features: readonly FeatureShare[]): Record<string, number> {
  const groups: Record<string, number> = {};
  for (const { group, contribution } of features) groups[group] = (groups[group] ?? 0) + contribution;
  return groups;
}
