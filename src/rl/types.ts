// The words of the learner: sets of candidates, transitions between them, and a network that scores each candidate.

/**
 * What one decision chooses from. Candidate 0 is by convention `hold`. D features and P parts of the value
 * are those of the network's shape; the learner does not know what they mean.
 */
export interface CandidateSet {
  /** How many candidates, n ≥ 1. */
  readonly count: number;
  /** n × D, row-major: state and candidate features of each candidate, one after the other. */
  readonly features: Float32Array;
  /** n × P, row-major: what each candidate is worth before anything is learned, in units of the reward. */
  readonly prior: Float32Array;
}

/** One decision and what followed, over one or several steps (the n-step return of Sutton 1988). */
export interface Transition {
  readonly set: CandidateSet;
  /** Index into `set`. */
  readonly chosen: number;
  /** P: the sum of the rewards of these steps, each discounted to the time of the decision. */
  readonly reward: Float32Array;
  /** What a value at `next` is worth now: the product of gamma^dt over these steps, in (0, 1]. */
  readonly discount: number;
  /**
   * The set of the decision after these steps, exactly as behaviour saw it. Null only where there truly is
   * no future: an episode that was cut off (truncated) goes on in value.
   */
  readonly next: CandidateSet | null;
}

export interface NetworkShape {
  /** D. */
  readonly inputs: number;
  /** Widths of the hidden layers, such as [64, 64]; all are followed by ReLU. */
  readonly hidden: readonly number[];
  /** P. */
  readonly parts: number;
}

/** All that a network knows. `values` change in training; the normalisation is set once, from data. */
export interface Weights {
  readonly shape: NetworkShape;
  /** Layer by layer the kernel (in × out, row-major), then the bias (out). `layersOf` has the places. */
  readonly values: Float32Array;
  /** D: subtracted from each feature. */
  readonly mean: Float32Array;
  /** D: what is left is divided by this, and clipped to ±5. */
  readonly scale: Float32Array;
}

/** B transitions laid out for one training step. Of the set that was chosen from, only the chosen row is needed. */
export interface Batch {
  /** B. */
  readonly size: number;
  /** B × D and B × P. */
  readonly chosenFeatures: Float32Array;
  readonly chosenPrior: Float32Array;
  /** B × P. */
  readonly reward: Float32Array;
  /** B. */
  readonly discount: Float32Array;
  /** B: how many candidates each next set has; 0 where there is no future. */
  readonly nextCounts: Int32Array;
  /** Rows of all next sets, one set after the other: R × D and R × P, R the sum of `nextCounts`. */
  readonly nextFeatures: Float32Array;
  readonly nextPrior: Float32Array;
  /** B: how much each error counts (importance weights; 1 under uniform sampling). */
  readonly importance: Float32Array;
}
