// What would have followed another decision: the same episode up to it, then the other candidate, and nothing for a while.
import type { Changes } from '../../knobs/index.js';
import { valueParts } from '../../objective/index.js';
import type { Policy } from '../../policy/index.js';
import type { CandidateSet, Transition } from '../../rl/index.js';
import { runEpisode } from '../episode.js';
import { answerOf, choiceIn } from './explorer.js';
import type { RolloutTask } from './types.js';

/** A moment of an episode that was played. */
export interface Moment {
  readonly minute: number;
  readonly set: CandidateSet;
  readonly options: readonly Changes[];
}

/** What was changed in an episode, by the minute. */
export type Script = ReadonlyMap<number, Changes>;

/**
 * So much longer at least a decision is waited for: in a cool-down, and after a change that failed, nobody is asked for up to an hour, and
 * a branch without an end is not learned from. Only those that hold would be left.
 */
const patienceMinutes = 120;

/**
 * The return of one candidate over at least `branchMinutes` in which nothing else is turned (an n-step return: one minute, one step), and
 * what could be chosen then, for the bootstrap. Everything that chance does is the same for every candidate of a moment, so that their
 * difference is theirs. null where nobody was asked in time, as in a cool-down without end.
 */
export function branchFrom(
  task: RolloutTask,
  script: Script,
  moment: Moment,
  option: number,
): Transition | null {
  const { spec, guards, decideEveryMinutes, without, discountPerMinute, rewardScale, branchMinutes } = task;
  const patience = Math.max(patienceMinutes, 2 * branchMinutes, 2 * decideEveryMinutes);
  const reward = new Float32Array(valueParts.length);
  let [minute, weight] = [0, rewardScale];
  const end: { next: CandidateSet | null } = { next: null };
  const policy: Policy = {
    name: 'branch',
    about: 'does again what was done, then one thing else',
    decide: (situation) => {
      if (minute < moment.minute) return answerOf(script.get(minute) ?? {});
      if (minute === moment.minute) return answerOf(moment.options[option] ?? {});
      if (minute >= moment.minute + branchMinutes) end.next = choiceIn(situation, without)?.set ?? null;
      return answerOf({});
    },
  };
  runEpisode({
    ...spec,
    minutes: moment.minute + branchMinutes + patience,
    policy,
    guards,
    decideEveryMinutes,
    observer: {
      minute: (parts) => {
        if (minute >= moment.minute) {
          valueParts.forEach((part, p) => {
            reward[p] = (reward[p] ?? 0) + weight * (parts?.[part] ?? 0);
          });
          weight *= discountPerMinute;
        }
        minute += 1;
      },
      decided: () => undefined,
      isOver: () => end.next !== null,
    },
  });
  const { next } = end;
  return next === null
    ? null
    : { set: moment.set, chosen: option, reward, discount: weight / rewardScale, next };
}
