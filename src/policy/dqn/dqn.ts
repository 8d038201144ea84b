// The policy that was learned: hold or one of the permitted candidates, by the mean of an ensemble of Q-networks.
import type { CandidateSet, Ensemble, Scores } from '../../rl/index.js';
import { bestAsItIsText } from '../best-as-it-is.js';
import { byHosts } from '../by-hosts.js';
import { type Candidate, lookAt } from '../candidates.js';
import { otherObjective } from '../other-objective.js';
import { spreadText } from '../spread-text.js';
import { turnedText } from '../turned-text.js';
import type { Answer, Policy, Situation } from '../types.js';
import { isUnexplained } from '../unexplained.js';
import { candidateSetOf } from './candidate-set.js';
import { isInDoubt } from './confidence.js';

/** A decision with all that it was made from. */
export interface Scored {
  readonly set: CandidateSet;
  readonly candidates: readonly Candidate[];
  readonly scores: Scores;
}

export const dqnName = 'dqn';
const about = 'learned: the value of every candidate by an ensemble of Q-networks over the twin';

/**
 * Mnih et al. 2015, van Hasselt et al. 2016; docs/experiments/policies.md says what it is worth, what-was-tried.md how it was trained.
 * @param look what it chooses from, as it did while it learned
 */
export function createDqn(
  ensemble: Pick<Ensemble, 'score'>,
  look: (situation: Situation) => readonly Candidate[] | string = lookAt,
): Policy {
  return {
    name: dqnName,
    about,
    decide: (situation: Situation): Answer => {
      if (situation.objective.own !== undefined) return otherObjective;
      if (isUnexplained(situation)) return byHosts(situation);
      const looked = look(situation);
      if (typeof looked === 'string') return { kind: 'unsure', code: 'NO_TWIN', text: looked };
      const candidates = looked.filter(({ isPermitted }) => isPermitted);
      if (candidates.length === 0) return nothingPermitted(looked, situation);
      const set = candidateSetOf(situation, candidates);
      const scores = ensemble.score(set);
      return answerOf({ set, candidates, scores }, situation);
    },
  };
}

/** The best of what no guard lets through is proposed all the same where the twin likes it: then the guard says why not. */
function nothingPermitted(looked: readonly Candidate[], situation: Situation): Answer {
  const best = looked.reduce<Candidate | null>((a, b) => (b.score > (a?.score ?? 0) ? b : a), null);
  if (best === null) {
    return { kind: 'hold', code: 'BEST_AS_IT_IS', text: bestAsItIsText(looked) };
  }
  const text = `best of what the twin knows: ${turnedText(best.changes, situation)}`;
  return { kind: 'propose', changes: best.changes, text };
}

function answerOf({ candidates, scores }: Scored, situation: Situation): Answer {
  const { best, totals, disagreement } = scores;
  const worth = (i: number): string => ((totals[i] ?? 0) - (totals[0] ?? 0)).toFixed(2);
  const sure = (i: number): string => `± ${(disagreement[i] ?? 0).toFixed(2)}`;
  const chosen = candidates[best - 1];
  if (chosen === undefined) {
    const next = [...totals.keys()]
      .slice(1)
      .reduce((a, b) => ((totals[b] ?? 0) > (totals[a] ?? 0) ? b : a), 1);
    const changes = candidates[next - 1]?.changes ?? {};
    const text = `of ${candidates.length} configurations none is worth more than waiting; the nearest, ${turnedText(changes, situation)}, by ${worth(next)} ${sure(next)}`;
    return { kind: 'hold', code: 'WAITING_IS_BETTER', text };
  }
  if (isInDoubt(scores, best)) {
    const text = `its networks do not agree: ${turnedText(chosen.changes, situation)} is worth ${worth(best)} ${sure(best)} more than waiting`;
    return { kind: 'unsure', code: 'DISAGREEMENT', text };
  }
  const text = `worth ${worth(best)} ${sure(best)} more than waiting: ${turnedText(chosen.changes, situation)}${spreadText(chosen.changes, situation)}`;
  return { kind: 'propose', changes: chosen.changes, text };
}
