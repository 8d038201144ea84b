// What no metric tells, drawn many times over: each particle is one way in which the same measurements can have come about.

export interface Particle {
  /** Contention of the Universal Scalability Law. */
  readonly sigma: number;
  /** Coefficient of variation of services. */
  readonly variation: number;
  /** What a hop to another worker takes longer than within one, seconds. */
  readonly remoteSeconds: number;
  readonly serialisationSeconds: number;
  /**
   * Whether a shuffle keeps to its own worker while that one copes: Storm 2.x does by load (LoadAwareShuffleGrouping), and no metric says when.
   */
  readonly keepsLocal: boolean;
  /** Standard normal: where within their sampling error the measured times lie. */
  readonly timeError: number;
}

export const particleCount = 32;

/**
 * Evenly spread draws (Halton 1960), the same for every fit, so that one window always gives one prediction. Ranges: contention 0 to 0.09 with
 * most of it low (word counts on real clusters: 0.039); services from nearly constant to a little beyond exponential; a hop between workers
 * on one host 0.5 ms within a factor of three.
 */
export const particles: readonly Particle[] = Array.from({ length: particleCount }, (_, i) => ({
  sigma: 0.09 * halton(i + 1, 2) ** 2,
  variation: 0.3 + 0.9 * halton(i + 1, 3),
  remoteSeconds: 0.0005 * 3 ** (2 * halton(i + 1, 5) - 1),
  serialisationSeconds: 0.000_01 * 3 ** (2 * halton(i + 1, 7) - 1),
  keepsLocal: i % 2 === 1,
  timeError: 2 * (halton(i + 1, 11) + halton(i + 1, 13) + halton(i + 1, 17) - 1.5),
}));

function halton(index: number, base: number): number {
  let [fraction, value] = [1, 0];
  for (let i = index; i > 0; i = Math.floor(i / base)) {
    fraction /= base;
    value += fraction * (i % base);
  }
  return value;
}
