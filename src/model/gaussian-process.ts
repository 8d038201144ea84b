// A Gaussian process with a Matérn 5/2 kernel: what a few values say about the points between them, and how surely.
import { cholesky, solveCholesky, solveLower } from './linear-algebra.js';

export interface ProcessOptions {
  /** One per dimension, > 0, in the unit of the points. */
  readonly lengthScales: readonly number[];
  /** Standard deviation of the function around its mean of 0, in the unit of the values. */
  readonly amplitude: number;
  /** Standard deviation of one measurement, > 0, in the same unit. */
  readonly noise: number;
}

export interface Gaussian {
  readonly mean: number;
  readonly deviation: number;
}

export interface GaussianProcess {
  /** The function at a point, without the noise of a measurement. */
  posterior(point: readonly number[]): Gaussian;
  readonly logMarginalLikelihood: number;
}

/**
 * Regression with mean 0 (Rasmussen & Williams 2006, "Gaussian Processes for Machine Learning", algorithm 2.1).
 * @param points points[n][d]
 * @param values values[n]; take their mean off first
 */
export function gaussianProcess(
  points: readonly (readonly number[])[],
  values: readonly number[],
  { lengthScales, amplitude, noise }: ProcessOptions,
): GaussianProcess {
  const variance = amplitude * amplitude;
  const scaled = points.map((point) => point.map((x, d) => x / lengthScales[d]!));
  const covariance = scaled.map((a, i) =>
    scaled.map((b, j) => variance * matern52(distance(a, b)) + (i === j ? noise * noise : 0)),
  );
  const lower = cholesky(covariance);
  const weights = solveCholesky(lower, values);
  let logMarginalLikelihood = (-values.length / 2) * Math.log(2 * Math.PI);
  for (const [i, value] of values.entries()) {
    logMarginalLikelihood -= (value * weights[i]!) / 2 + Math.log(lower[i]![i]!);
  }
  return {
    logMarginalLikelihood,
    posterior: (point) => {
      const here = point.map((x, d) => x / lengthScales[d]!);
      const shared = scaled.map((other) => variance * matern52(distance(here, other)));
      const explained = solveLower(lower, shared).reduce((sum, x) => sum + x * x, 0);
      return {
        mean: shared.reduce((sum, k, i) => sum + k * weights[i]!, 0),
        deviation: Math.sqrt(Math.max(0, variance - explained)),
      };
    },
  };
}

/** Correlation at distance r, in length scales: (1 + √5 r + 5r²/3) exp(−√5 r), equation 4.17 of the same book. */
export function matern52(r: number): number {
  const z = Math.sqrt(5) * r;
  return (1 + z + (z * z) / 3) * Math.exp(-z);
}

function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += (a[d]! - b[d]!) ** 2;
  return Math.sqrt(sum);
}
