// A predicted quantity with the range that holds it nine times out of ten.

export interface Range {
  readonly mean: number;
  /** 5th and 95th percentile. */
  readonly low: number;
  readonly high: number;
}

export interface Sample {
  /** All weights sum to 1. */
  readonly weight: number;
}

/** Standard deviations of a normal variable on either side of nine tenths of it. */
const nineTenths = 1.645;

export function weightedMean<S extends Sample>(samples: readonly S[], of: (sample: S) => number): number {
  return samples.reduce((sum, sample) => sum + sample.weight * of(sample), 0);
}

/**
 * Mean and 90 % range of weighted samples, widened by a spread that none of them has.
 * @param spread standard deviation of the logarithm
 * @param ceiling it cannot be more
 */
export function rangeOf<S extends Sample>(
  samples: readonly S[],
  of: (sample: S) => number,
  spread: number,
  ceiling = Number.POSITIVE_INFINITY,
): Range {
  const mean = Math.min(ceiling, weightedMean(samples, of));
  const sorted = samples
    .map((sample) => ({ value: of(sample), weight: sample.weight }))
    .sort((a, b) => a.value - b.value);
  const at = (share: number): number => {
    let sum = 0;
    for (const { value, weight } of sorted) {
      sum += weight;
      if (sum >= share - 1e-12) return value;
    }
    return sorted.at(-1)?.value ?? mean;
  };
  if (mean <= 0) return { mean, low: mean, high: mean };
  const below = Math.hypot(Math.max(0, Math.log(mean / at(0.05))), nineTenths * spread);
  const above = Math.hypot(Math.max(0, Math.log(at(0.95) / mean)), nineTenths * spread);
  return { mean, low: mean * Math.exp(-below), high: Math.min(ceiling, mean * Math.exp(above)) };
}
