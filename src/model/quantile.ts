// Quantiles and tails of a latency known by its mean and variance, taken as gamma distributed.

/**
 * Wilson & Hilferty 1931 ("The distribution of chi-square", PNAS 17): the cube root of a gamma variable is nearly normal.
 * @param probability 0 < p < 1
 * @returns seconds, when mean is in seconds and variance in seconds squared
 */
export function gammaQuantile(mean: number, variance: number, probability: number): number {
  if (!(mean > 0) || !(variance > 0)) return mean;
  return gammaAt(mean, variance, normalQuantile(probability));
}

/** The same at a quantile of the standard normal distribution that is known already; mean and variance are positive. */
export function gammaAt(mean: number, variance: number, normal: number): number {
  const ninth = variance / (9 * mean * mean);
  const root = Math.max(0, 1 - ninth + normal * Math.sqrt(ninth));
  return mean * root * root * root;
}

/** Probability that it takes longer than that. */
export function gammaTail(mean: number, variance: number, longerThan: number): number {
  if (!(mean > 0)) return 0;
  if (!(variance > 0)) return mean > longerThan ? 1 : 0;
  if (longerThan > mean + 12 * Math.sqrt(variance)) return 0;
  const ninth = variance / (9 * mean * mean);
  return 1 - normalShare((Math.cbrt(longerThan / mean) - 1 + ninth) / Math.sqrt(ninth));
}

/** Share of a standard normal variable below z: the logistic approximation of Page 1977 with a cubic term, error below 2e-4. */
export function normalShare(z: number): number {
  return 1 / (1 + Math.exp(-z * (1.5976 + 0.070566 * z * z)));
}

/** Inverse of normalShare by Newton steps from a logistic start. */
export function normalQuantile(probability: number): number {
  const logit = Math.log(probability / (1 - probability));
  let z = logit / 1.702;
  for (let i = 0; i < 4; i++) {
    const value = z * (1.5976 + 0.070566 * z * z) - logit;
    z -= value / (1.5976 + 0.211698 * z * z);
  }
  return z;
}

/** Standard deviations by which the longest of n normal times is beyond the mean: sqrt(2 ln n) for large n, damped for few. */
export function longestOf(n: number): number {
  return n <= 1 ? 0 : Math.sqrt(2 * Math.log(n)) * (1 - 0.4 / Math.sqrt(n));
}
