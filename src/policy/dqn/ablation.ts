// What a network can be trained without, to see what that is worth: such a model is compared, never decided with.
import type { CandidateSet } from '../../rl/index.js';
import { type Candidate, lookAt } from '../candidates.js';
import { lookByEdits } from '../edits.js';
import type { Situation } from '../types.js';
import { candidateFeatures } from './candidate-features.js';
import { featureSchema, inputs, parts } from './candidate-set.js';
import { stateFeatures } from './state-features.js';

/**
 * `prior`: values begin at nothing, not at the score of twin-greedy. `prediction`: what the twin says of a candidate is not shown.
 * `configurations`: candidates are single edits, one after the other.
 */
export const ablations = ['prior', 'prediction', 'configurations'] as const;
export type Ablation = (typeof ablations)[number];

/** Rows of a set that are blank without the prediction; that a candidate changes anything stays. */
const predicted = candidateFeatures.flatMap(({ group, name }, i) =>
  group === 'prediction' && name !== 'acts' ? [stateFeatures.length + i] : [],
);

/** What the manifest calls the features of a network that was trained without something. */
export function schemaWithout(without: readonly Ablation[]): string {
  return without.length === 0 ? featureSchema : `${featureSchema} without ${[...without].sort().join(', ')}`;
}

/** Every name that `schemaWithout` gives, with what it stands for. */
export const schemasWithout: ReadonlyMap<string, readonly Ablation[]> = new Map(
  ablations
    .reduce<Ablation[][]>((all, one) => all.concat(all.map((some) => some.concat(one))), [[]])
    .map((without) => [schemaWithout(without), without]),
);

/** What such a network chooses from; why nothing can be said of it, in words, where that is so. */
export function lookWithout(
  situation: Situation,
  without: readonly Ablation[],
): readonly Candidate[] | string {
  return without.includes('configurations') ? lookByEdits(situation) : lookAt(situation);
}

/** The set as such a network sees it; the set itself where nothing is left out. */
export function masked(set: CandidateSet, without: readonly Ablation[]): CandidateSet {
  if (without.length === 0) return set;
  const features = Float32Array.from(set.features);
  if (without.includes('prediction')) {
    for (let row = 0; row < set.count; row++) for (const i of predicted) features[row * inputs + i] = 0;
  }
  const prior = without.includes('prior') ? new Float32Array(set.count * parts) : set.prior;
  return { count: set.count, features, prior };
}
