// Which change an explanation is about: the one that was decided on, the one that a guard stopped, or the nearest that was not wanted.
import { situationOf } from '../decision/index.js';
import { type Candidate, lookAt, type Situation } from '../policy/index.js';
import type { Ensemble } from '../rl/index.js';
import type { Case, Subject } from './types.js';
import { worthIn } from './worth.js';

/** @returns why there is none, in words */
export function subjectOf({ deliberating, result, ensemble }: Case): Subject | string {
  if (result.apply) return { kind: 'applied', changes: result.changes, lookedAt: null };
  const situation = situationOf(deliberating);
  if (Object.keys(result.wanted).length > 0) {
    const legal = situation.legal(result.wanted);
    const changes = Object.keys(legal).length > 0 ? legal : result.wanted;
    return { kind: 'stopped', changes, lookedAt: null };
  }
  const looked = lookAt(situation);
  if (typeof looked === 'string') return looked;
  const nearest = nearestOf(looked, situation, ensemble);
  if (nearest === null) return 'no other configuration is within bounds, tasks and slots';
  return { kind: 'nearest', changes: nearest.changes, lookedAt: looked.length };
}

/** The best of what guards would let pass, else the best of all. */
function nearestOf(
  looked: readonly Candidate[],
  situation: Situation,
  ensemble: Ensemble | null,
): Candidate | null {
  const permitted = looked.filter(({ isPermitted }) => isPermitted);
  const valued = (permitted.length > 0 ? permitted : looked).flatMap((candidate) => {
    const worth = worthIn(situation, candidate.changes, ensemble)?.total;
    return worth === undefined ? [] : [{ candidate, worth }];
  });
  const best = valued.reduce<(typeof valued)[number] | null>(
    (most, one) => (most === null || one.worth > most.worth ? one : most),
    null,
  );
  return best?.candidate ?? null;
}
