// One episode played to learn a tree from: every decision with what the teacher would do.
import {
  type Answer,
  type Candidate,
  candidateSetOf,
  favourite,
  isInDoubt,
  leafOf,
  lookAt,
  type Policy,
  rowOf,
  type Situation,
} from '../../policy/index.js';
import { createEnsemble, type Ensemble } from '../../rl/index.js';
import { createRandom } from '../../util/index.js';
import { runEpisode } from '../episode.js';
import type { Look, LookTask } from './types.js';

const waiting: Answer = { kind: 'hold', code: 'WAITING', text: 'nothing is turned' };

/** An application that cannot be laid out has no decisions. */
export function lookInto(task: LookTask): Look[] {
  const { spec, teacher, player, acting, decideEveryMinutes, seed } = task;
  const ensemble = createEnsemble(teacher);
  const random = createRandom(seed).fork('acting');
  const looks: Look[] = [];
  const policy: Policy = {
    name: 'distilled',
    about: 'plays and asks the teacher',
    decide: (situation) => {
      const asked = askedOf(situation, ensemble);
      if (asked === null) return waiting;
      looks.push(asked.look);
      const isActing = player === null ? asked.look.worth > 0 : leafOf(player, asked.look.row).vote > 0;
      const { changes } = player === null ? asked.teachers : asked.twins;
      return isActing && random.uniform() < acting ? { kind: 'propose', changes, text: 'tried' } : waiting;
    },
  };
  try {
    runEpisode({ ...spec, policy, guards: 'full', decideEveryMinutes });
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  return looks;
}

interface Asked {
  readonly look: Look;
  readonly teachers: Candidate;
  readonly twins: Candidate;
}

/** @returns null where there is nothing to choose */
function askedOf(situation: Situation, ensemble: Ensemble): Asked | null {
  const looked = lookAt(situation);
  if (typeof looked === 'string') return null;
  const permitted = looked.filter(({ isPermitted }) => isPermitted);
  const twins = favourite(permitted);
  if (twins === null) return null;
  const scores = ensemble.score(candidateSetOf(situation, permitted));
  const over = (i: number): number => (scores.totals[i + 1] ?? 0) - (scores.totals[0] ?? 0);
  const best = permitted.reduce((a, _, i) => (over(i) > over(a) ? i : a), 0);
  const teachers = permitted[best] ?? twins;
  const doubt = isInDoubt(scores, best + 1) ? (scores.disagreement[best + 1] ?? 0) : 0;
  const look = { row: rowOf(situation, twins), worth: over(best) - doubt, isSame: teachers === twins };
  return { look, teachers, twins };
}
