// Edit, then commit: configurations that single moves lead to, one after the other, in place of whole ones. For comparisons only.
import type { Changes } from '../knobs/index.js';
import { type Candidate, candidateFor, distinct, favourite, singleMoves } from './candidates.js';
import type { Situation } from './types.js';
import { isUnexplained, unexplainedText } from './unexplained.js';

/** Edits of one proposal at most, as each asks for the value of some ten configurations. */
const mostEdits = 6;

/**
 * All that is looked at on the way: each edit goes on from what the twin likes best of those before it, even where it likes that less than
 * waiting. With two bottlenecks the first edit alone is worth nothing, and whoever stops there never begins. The way does not depend on
 * what was learned, so that a decision and the bootstrap choose from the same.
 * @returns why nothing can be said of one of them, in words, where that is so
 */
export function lookByEdits(situation: Situation): readonly Candidate[] | string {
  if (isUnexplained(situation)) return unexplainedText(situation);
  const looked = new Map<string, Candidate>();
  let from: Changes = {};
  for (let edit = 1; edit <= mostEdits; edit++) {
    const found: Candidate[] = [];
    for (const changes of distinct(singleMoves(situation, from), situation)) {
      const key = JSON.stringify(Object.entries(changes).sort());
      if (looked.has(key)) continue;
      const candidate = candidateFor(situation, changes);
      if (typeof candidate === 'string') return candidate;
      looked.set(key, candidate);
      found.push(candidate);
    }
    const best = favourite(found);
    if (best === null) break;
    from = best.changes;
  }
  return [...looked.values()];
}
