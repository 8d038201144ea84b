// A policy that learns: the network's best, now and then any other candidate, and every decision kept until its outcome is known.
import { candidateSetOf, lookAt, type Policy, turnedText } from '../../policy/index.js';
import { argmax, type CandidateSet } from '../../rl/index.js';
import type { Random } from '../../util/index.js';

export interface Choice {
  readonly set: CandidateSet;
  /** Index into it; 0 = hold. */
  readonly chosen: number;
}

export interface Explorer extends Policy {
  /** The decision since the last call; null where there was nothing to choose. */
  take(): Choice | null;
}

/**
 * @param totalsOf value of every candidate of a set
 * @param exploration chance that any candidate is taken, whatever its value
 */
export function createExplorer(
  totalsOf: (set: CandidateSet) => Float32Array,
  exploration: number,
  random: Random,
): Explorer {
  let kept: Choice | null = null;
  return {
    name: 'explorer',
    about: 'takes what is worth most, now and then anything',
    decide: (situation) => {
      const looked = lookAt(situation);
      if (typeof looked === 'string') return { kind: 'hold', code: 'NO_TWIN', text: looked };
      const candidates = looked.filter(({ isPermitted }) => isPermitted);
      if (candidates.length === 0) return { kind: 'hold', code: 'NOTHING_PERMITTED', text: '' };
      const set = candidateSetOf(situation, candidates);
      const isTry = random.uniform() < exploration;
      const chosen = isTry ? random.integer(set.count) : argmax(totalsOf(set));
      kept = { set, chosen };
      const { changes } = candidates[chosen - 1] ?? { changes: null };
      return changes === null
        ? { kind: 'hold', code: 'WAITING_IS_BETTER', text: '' }
        : { kind: 'propose', changes, text: turnedText(changes, situation) };
    },
    take: () => {
      const taken = kept;
      kept = null;
      return taken;
    },
  };
}
