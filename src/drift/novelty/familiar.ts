// The states of a training as points, and how far a new one is from them: its distance to the nearest of them, and what lies outside of all they reach.
import { cholesky, solveCholesky, solveLower } from '../../model/index.js';

/** One number for each descriptor; null is unknown. */
export type Point = readonly (number | null)[];

export interface Apart {
  readonly distance: number;
  /** What each descriptor adds to it. */
  readonly parts: readonly number[];
}

export interface Familiar {
  distanceOf(state: Point): Apart;
  /** Between which a descriptor lies in the states of the training; nothing is between where it was never known. */
  rangeOf(descriptor: number): { readonly low: number; readonly high: number };
}

/** The fifth one: a single odd state of the training makes nothing usual. */
const neighbours = 5;
/** What a descriptor lies outside of all that was seen, in its deviations, counts so many times: that is plainer than a rare combination. */
const outsideCounts = 8;
/** So much of the identity is mixed into the correlations, so that descriptors which nearly repeat each other do not shout. */
const shrinkage = 0.05;
/** Where a descriptor hardly differs among the states of the training, its deviation is taken for this: a little more of it is no wonder. */
const leastDeviation = 0.05;

/**
 * Distance to the k-th nearest state (Ramaswamy et al. 2000; Sun et al. 2022 for what a network was not trained on) after whitening, as in
 * Mahalanobis' distance: |x − y|² = (x − y)ᵀ R⁻¹ (x − y) with R the correlations of the descriptors; plus what lies outside of the ranges of the
 * training, the other usual measure of where a model applies (Jaworska et al. 2005). What is unknown is taken for usual.
 * @param states at least one, all of one length
 */
export function familiarWith(states: readonly Point[]): Familiar {
  const width = states[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, d) => states.flatMap((state) => state[d] ?? []));
  const means = columns.map(mean);
  const deviations = columns.map((all, d) => Math.max(leastDeviation, deviation(all, means[d] ?? 0)));
  const ranges = columns.map((all) => ({
    low: Math.min(...all),
    high: Math.max(...all),
  }));
  const standardised = (state: Point): number[] =>
    means.map((middle, d) =>
      columns[d]?.length === 0 ? 0 : ((state[d] ?? middle) - middle) / (deviations[d] ?? 1),
    );
  const rows = states.map(standardised);
  const root = cholesky(correlationsOf(rows, width));
  const points = rows.map((row) => solveLower(root, row));
  return {
    distanceOf: (state) => {
      const own = standardised(state);
      const nearest = nearestTo(solveLower(root, own), points);
      const distance = nearest.at(-1)?.distance ?? 0;
      const middle = own.map((_, d) => mean(nearest.map(({ at }) => rows[at]?.[d] ?? 0)));
      const apart = own.map((value, d) => value - (middle[d] ?? 0));
      const pulled = solveCholesky(root, apart);
      const squares = apart.map((value, d) => Math.max(0, value * (pulled[d] ?? 0)));
      const sum = squares.reduce((all, one) => all + one, 0);
      const outside = means.map(
        (_, d) => (outsideCounts * beyond(state[d] ?? null, ranges[d])) / (deviations[d] ?? 1),
      );
      return {
        distance: distance + outside.reduce((all, one) => all + one, 0),
        parts: squares.map((one, d) => (sum > 0 ? (distance * one) / sum : 0) + (outside[d] ?? 0)),
      };
    },
    rangeOf: (descriptor) => ranges[descriptor] ?? nowhere,
  };
}

/** As the least and the most of nothing are. */
export const nowhere = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY } as const;

function nearestTo(
  point: readonly number[],
  points: readonly (readonly number[])[],
): { readonly at: number; readonly distance: number }[] {
  return points
    .map((other, at) => ({ at, distance: Math.hypot(...other.map((value, d) => value - (point[d] ?? 0))) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, neighbours);
}

function beyond(value: number | null, range: { low: number; high: number } | undefined): number {
  if (value === null || range === undefined || range.low > range.high) return 0;
  return Math.max(0, range.low - value, value - range.high);
}

function correlationsOf(rows: readonly (readonly number[])[], width: number): number[][] {
  return Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (_, j) => {
      const shared = (1 - shrinkage) * mean(rows.map((row) => (row[i] ?? 0) * (row[j] ?? 0)));
      return i === j ? shared + shrinkage : shared;
    }),
  );
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);

const deviation = (values: readonly number[], middle: number): number =>
  Math.sqrt(mean(values.map((one) => (one - middle) ** 2)));
