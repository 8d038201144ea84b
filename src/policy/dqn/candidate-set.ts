// One decision as the learner sees it: hold and every permitted candidate, with features and prior.
import { createHash } from 'node:crypto';
import { valueParts } from '../../objective/index.js';
import type { CandidateSet } from '../../rl/index.js';
import type { Candidate } from '../candidates.js';
import type { Situation } from '../types.js';
import { candidateFeatures } from './candidate-features.js';
import { bounded, type Seen } from './feature.js';
import { pastRates } from './past-rates.js';
import { addPrior, writeStateValue } from './prior.js';
import { stateFeatures } from './state-features.js';

/** Features of one row, and parts of a value. */
export const inputs = stateFeatures.length + candidateFeatures.length;
export const parts = valueParts.length;

/** What a network was trained on; one of other features means something else by its inputs. */
export const featureSchema = createHash('sha256')
  .update([...stateFeatures, ...candidateFeatures].map(({ name, about }) => `${name}: ${about}`).join('\n'))
  .digest('hex');

/**
 * What a network has chosen from. To be raised with every change of which candidates there are (../candidates.ts) or of what they are
 * worth before anything is learned (prior.ts): a network adds to that, and has learned what to add.
 */
export const candidateSchema = 'candidates/v3';

/** Row 0 is hold; row i is candidate i - 1. */
export function candidateSetOf(situation: Situation, candidates: readonly Candidate[]): CandidateSet {
  const { evaluation, history, earlier } = situation;
  const seen: Seen = {
    situation,
    utility: situation.utilityOf(evaluation) ?? 0,
    rates: pastRates(evaluation, history, earlier),
  };
  const count = candidates.length + 1;
  const features = new Float32Array(count * inputs);
  const prior = new Float32Array(count * parts);
  writeStateValue(situation, prior);
  stateFeatures.forEach(({ of }, i) => {
    const value = bounded(of(seen));
    for (let row = 0; row < count; row++) features[row * inputs + i] = value;
  });
  candidates.forEach((candidate, c) => {
    const start = (c + 1) * inputs + stateFeatures.length;
    candidateFeatures.forEach(({ of }, i) => {
      features[start + i] = bounded(of(candidate, seen));
    });
    addPrior(candidate, situation.horizonSeconds, prior, (c + 1) * parts);
  });
  return { count, features, prior };
}
