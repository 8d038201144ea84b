// A policy that can be read: the twin proposes the change that it likes best, and a decision tree says whether to make it or to wait.
import { bestAsItIsText } from '../best-as-it-is.js';
import { byHosts } from '../by-hosts.js';
import { type Candidate, favourite, lookAt } from '../candidates.js';
import { candidateSetOf, dqnInputs } from '../dqn/index.js';
import { otherObjective } from '../other-objective.js';
import { turnedText } from '../turned-text.js';
import type { Answer, Policy, Situation } from '../types.js';
import { isUnexplained } from '../unexplained.js';
import { leafOf, type Node, wayTo } from './tree.js';

export const treeName = 'tree';
const about =
  'learned from dqn, as rules that can be read: make the change that the twin likes best, or wait';
/** Questions told of a way: the last ones, which are the narrowest. */
const told = 3;

/** Bastani et al. 2018 (VIPER) say how such a tree is learned; src/training/distil does it. */
export function createTreePolicy(root: Node): Policy {
  return {
    name: treeName,
    about,
    decide: (situation: Situation): Answer => {
      if (situation.objective.own !== undefined) return otherObjective;
      if (isUnexplained(situation)) return byHosts(situation);
      const looked = lookAt(situation);
      if (typeof looked === 'string') return { kind: 'unsure', code: 'NO_TWIN', text: looked };
      const permitted = looked.filter(({ isPermitted }) => isPermitted);
      const best = favourite(permitted) ?? favourite(looked);
      if (best === null || !best.isPermitted) return refused(best, looked, situation);
      const row = rowOf(situation, best);
      const { vote } = leafOf(root, row);
      const because = becauseOf(root, row);
      const change = turnedText(best.changes, situation);
      return vote > 0
        ? { kind: 'propose', changes: best.changes, text: `${change}, since ${because}` }
        : { kind: 'hold', code: 'WAITING_IS_BETTER', text: `not ${change}, since ${because}` };
    },
  };
}

/** What is best and what a guard is against is proposed all the same where the twin likes it: then the guard says why not. */
function refused(best: Candidate | null, looked: readonly Candidate[], situation: Situation): Answer {
  if (best === null || best.score <= 0) {
    return { kind: 'hold', code: 'BEST_AS_IT_IS', text: bestAsItIsText(looked) };
  }
  const text = `best of what the twin knows: ${turnedText(best.changes, situation)}`;
  return { kind: 'propose', changes: best.changes, text };
}

/** What the tree is asked about. */
export function rowOf(situation: Situation, candidate: Candidate): Float32Array {
  return candidateSetOf(situation, [candidate]).features.slice(dqnInputs, 2 * dqnInputs);
}

function becauseOf(root: Node, row: Float32Array): string {
  const way = wayTo(root, row);
  if (way.length === 0) return 'its only rule says so';
  return way
    .slice(-told)
    .map(({ fork, isYes }) => `${fork.feature} is ${isYes ? 'at most' : 'more than'} ${fork.atMost}`)
    .join(', ');
}
