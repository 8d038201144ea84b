// Several networks of one shape decide by their mean; how far they differ says how sure they are.
import { argmax, createNetwork, partValues, totalValues } from './network.js';
import type { CandidateSet, Weights } from './types.js';

export interface Scores {
  /** n × P: mean over the networks of Q of each part. */
  readonly parts: Float32Array;
  /** n: their sums. */
  readonly totals: Float32Array;
  /** The candidate with the largest total; of equal ones the first. */
  readonly best: number;
  /** n: standard deviation over the networks of Q(candidate) - Q(candidate 0, `hold`); 0 for one network. */
  readonly disagreement: Float32Array;
}

export interface Ensemble {
  readonly members: readonly Weights[];
  score(set: CandidateSet): Scores;
}

/** @param members at least one, all of one shape */
export function createEnsemble(members: readonly Weights[]): Ensemble {
  const [first] = members;
  if (first === undefined) throw new RangeError('an ensemble of no networks');
  const { parts } = first.shape;
  const network = createNetwork(first.shape);
  return {
    members,
    score: (set) => {
      const values = members.map((weights) => partValues(network, weights, set));
      const gains = values.map((own) => {
        const totals = totalValues(parts, own);
        return totals.map((total) => total - totals[0]!);
      });
      const mean = set.prior.map((_, i) => average(values.map((own) => own[i]!)));
      const totals = totalValues(parts, mean);
      return {
        parts: mean,
        totals,
        best: argmax(totals),
        disagreement: totals.map((_, i) => deviation(gains.map((own) => own[i]!))),
      };
    },
  };
}

const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function deviation(values: readonly number[]): number {
  const mean = average(values);
  return Math.sqrt(average(values.map((value) => (value - mean) ** 2)));
}
