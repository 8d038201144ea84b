// Brings every feature to mean 0 and deviation 1 as measured once on data, and keeps outliers within five deviations.
import type { CandidateSet, Weights } from './types.js';

/** Where normalised features are cut off, in standard deviations. */
export const featureLimit = 5;

/** A feature that varies less than this in the data is taken for constant and not stretched. */
const constantBelow = 1e-6;

/** Mean and standard deviation (D each) of the features over all candidates of the sets (Welford 1962). */
export function measureNormalisation(
  inputs: number,
  sets: Iterable<CandidateSet>,
): { readonly mean: Float32Array; readonly scale: Float32Array } {
  const mean = new Float64Array(inputs);
  const squares = new Float64Array(inputs);
  let rows = 0;
  for (const { count, features } of sets) {
    for (let row = 0; row < count; row++) {
      rows += 1;
      for (let i = 0; i < inputs; i++) {
        const value = features[row * inputs + i]!;
        const before = value - mean[i]!;
        mean[i]! += before / rows;
        squares[i]! += before * (value - mean[i]!);
      }
    }
  }
  const deviations = squares.map((sum) => Math.sqrt(sum / Math.max(1, rows)));
  return {
    mean: Float32Array.from(mean),
    scale: Float32Array.from(deviations, (deviation) => (deviation < constantBelow ? 1 : deviation)),
  };
}

/** The same network with the normalisation of these sets. For new weights: trained ones would mean something else. */
export function withNormalisation(weights: Weights, sets: Iterable<CandidateSet>): Weights {
  return { ...weights, ...measureNormalisation(weights.shape.inputs, sets) };
}

/** Writes `rows` rows of features (rows × D), normalised, to the start of `out`. */
export function normaliseInto(
  weights: Weights,
  features: Float32Array,
  rows: number,
  out: Float32Array,
): void {
  const { mean, scale } = weights;
  const inputs = weights.shape.inputs;
  for (let row = 0, at = 0; row < rows; row++) {
    for (let i = 0; i < inputs; i++, at++) {
      const value = (features[at]! - mean[i]!) / scale[i]!;
      out[at] = Math.max(-featureLimit, Math.min(featureLimit, value));
    }
  }
}
