// What a change is worth over holding, as the policy itself counts: the twin's score, or the values of the learned networks.
import { situationOf } from '../decision/index.js';
import type { Changes } from '../knobs/index.js';
import { type Contributions, sumOf, valueParts } from '../objective/index.js';
import { carefulGain, costOf } from '../outlook/index.js';
import { type Candidate, candidateFor, candidateSetOf, type Situation } from '../policy/index.js';
import type { Ensemble } from '../rl/index.js';
import type { Moment } from './moment.js';
import type { Worth, WorthUnit } from './types.js';

/** @returns null where no utility can be predicted */
export function worthOf(
  { deliberating, fit }: Moment,
  changes: Changes,
  ensemble: Ensemble | null,
): Worth | null {
  return worthIn(situationOf(deliberating, fit), changes, ensemble);
}

/** The same in the situation that a policy was asked about. */
export function worthIn(situation: Situation, changes: Changes, ensemble: Ensemble | null): Worth | null {
  const candidate = candidateFor(situation, changes);
  if (typeof candidate === 'string') return null;
  return ensemble === null ? byTwin(candidate, situation) : byNetworks(candidate, situation, ensemble);
}

/**
 * F = (horizon × careful gain − price) / 60: what twin-greedy goes by. The price, and what caution takes away, belong to stability, as in the
 * prior of the learned policy. An SLO at risk is left to its guard.
 */
function byTwin({ outlook }: Candidate, { horizonSeconds }: Situation): Worth | null {
  const gain = carefulGain(outlook);
  const { gainParts } = outlook;
  if (gain === null || gainParts === null) return null;
  const gained = sumOf(gainParts);
  const paid = (horizonSeconds * (gain - gained) - costOf(outlook)) / 60;
  const parts = contributionsOf(
    (part) => (horizonSeconds * gainParts[part]) / 60 + (part === 'stability' ? paid : 0),
  );
  return { total: sumOf(parts), parts, prior: null, network: null };
}

/** F = Q(change) − Q(hold), mean over the networks; Q = prior + network. */
function byNetworks(candidate: Candidate, situation: Situation, ensemble: Ensemble): Worth {
  const set = candidateSetOf(situation, [candidate]);
  const scores = ensemble.score(set);
  const differenceIn = (values: Float32Array): Contributions =>
    contributionsOf((_, p) => (values[valueParts.length + p] ?? 0) - (values[p] ?? 0));
  const parts = differenceIn(scores.parts);
  const prior = differenceIn(set.prior);
  const network = contributionsOf((part) => parts[part] - prior[part]);
  return { total: sumOf(parts), parts, prior, network };
}

export function unitOf({ network }: Worth): WorthUnit {
  return network === null ? 'utility times minutes' : 'values of its networks';
}

export function contributionsOf(
  of: (part: (typeof valueParts)[number], index: number) => number,
): Contributions {
  return Object.fromEntries(valueParts.map((part, p) => [part, of(part, p)])) as Contributions;
}

/** Parts, prior and network in one row, so that all are attributed by the same evaluations. */
export function asVector({ parts, prior, network }: Worth): number[] {
  return prior === null || network === null
    ? valueParts.map((part) => parts[part])
    : [...valueParts.map((part) => prior[part]), ...valueParts.map((part) => network[part])];
}

export function fromVector(values: readonly number[]): Worth {
  const at = (offset: number): Contributions => contributionsOf((_, p) => values[offset + p] ?? 0);
  if (values.length === valueParts.length) {
    const parts = at(0);
    return { total: sumOf(parts), parts, prior: null, network: null };
  }
  const [prior, network] = [at(0), at(valueParts.length)];
  const parts = contributionsOf((part) => prior[part] + network[part]);
  return { total: sumOf(parts), parts, prior, network };
}
