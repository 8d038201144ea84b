// A policy that learns: the network's best, now and then any other candidate; every decision is kept with what it chose from.
import type { Changes } from '../../knobs/index.js';
import {
  type Ablation,
  type Answer,
  candidateSetOf,
  lookWithout,
  masked,
  type Policy,
  type Situation,
} from '../../policy/index.js';
import { argmax, type CandidateSet } from '../../rl/index.js';
import type { Random } from '../../util/index.js';

/** What could be chosen at one moment. */
export interface Choice {
  readonly set: CandidateSet;
  /** Of each row of the set; hold, which is the first, changes nothing. */
  readonly options: readonly Changes[];
}

export interface Decided extends Choice {
  /** Index into the set; 0 = hold. */
  readonly chosen: number;
}

export interface Explorer extends Policy {
  /** The decision since the last call; null where nothing was measured or predicted. */
  take(): Decided | null;
}

/**
 * Hold, and what the guards would let pass; null where the twin cannot tell.
 * @param without what the networks are not shown
 */
export function choiceIn(situation: Situation, without: readonly Ablation[]): Choice | null {
  const looked = lookWithout(situation, without);
  if (typeof looked === 'string') return null;
  const permitted = looked.filter(({ isPermitted }) => isPermitted);
  return {
    set: masked(candidateSetOf(situation, permitted), without),
    options: [{}, ...permitted.map(({ changes }) => changes)],
  };
}

/**
 * @param totalsOf value of every candidate of a set
 * @param exploration chance that any candidate is taken, whatever its value
 */
export function createExplorer(
  totalsOf: (set: CandidateSet) => Float32Array,
  exploration: number,
  without: readonly Ablation[],
  random: Random,
): Explorer {
  let kept: Decided | null = null;
  return {
    name: 'explorer',
    about: 'takes what is worth most, now and then anything',
    decide: (situation) => {
      const choice = choiceIn(situation, without);
      if (choice === null) return waiting;
      const { set, options } = choice;
      const chosen =
        random.uniform() < exploration ? random.integer(set.count) : argmax(totalsOf(set), 0, set.count);
      kept = { ...choice, chosen };
      return answerOf(options[chosen] ?? {});
    },
    take: () => {
      const taken = kept;
      kept = null;
      return taken;
    },
  };
}

const waiting: Answer = { kind: 'hold', code: 'WAITING', text: 'nothing is turned' };

export function answerOf(changes: Changes): Answer {
  return Object.keys(changes).length === 0 ? waiting : { kind: 'propose', changes, text: 'tried' };
}
