// One episode played to learn from: at some of its moments several candidates are followed, each as if it had been chosen.
import type { Changes } from '../../knobs/index.js';
import { valueParts } from '../../objective/index.js';
import { argmax, type CandidateSet, createEnsemble, totalValues, type Weights } from '../../rl/index.js';
import { createRandom, type Random } from '../../util/index.js';
import { runEpisode } from '../episode.js';
import { branchFrom, type Moment } from './branch.js';
import { createExplorer } from './explorer.js';
import type { Rollout, RolloutTask } from './types.js';

export function rollOut(task: RolloutTask): Rollout {
  const { spec, members, exploration, seed, guards, decideEveryMinutes, without } = task;
  const totalsOf = members.length === 0 ? priorTotals : ensembleTotals(members);
  const random = createRandom(seed);
  const explorer = createExplorer(totalsOf, exploration, without, random.fork('exploration'));
  const script = new Map<number, Changes>();
  const moments: Moment[] = [];
  let minute = 0;
  const { utility, changes } = runEpisode({
    ...spec,
    policy: explorer,
    guards,
    decideEveryMinutes,
    observer: {
      minute: () => {
        minute += 1;
      },
      decided: (isDone) => {
        const decided = explorer.take();
        if (decided === null) return;
        moments.push({ minute, ...decided });
        if (isDone) script.set(minute, decided.options[decided.chosen] ?? {});
      },
    },
  });
  const transitions = chosenMoments(moments, task.moments, random.fork('moments')).flatMap((moment) =>
    followed(moment, totalsOf, task.branches, random.fork(`branches ${moment.minute}`)).flatMap((option) => {
      const transition = branchFrom(task, script, moment, option);
      return transition === null ? [] : [transition];
    }),
  );
  return { transitions, utility, changes };
}

/** Moments with a choice first; a few without one, whose value others lead to. */
export function chosenMoments(moments: readonly Moment[], most: number, random: Random): Moment[] {
  const [open, closed] = [
    moments.filter(({ set }) => set.count > 1),
    moments.filter(({ set }) => set.count === 1),
  ];
  const share = Math.min(closed.length, Math.max(1, most - open.length), Math.ceil(most / 3));
  // The only place is for a choice, where there is one.
  const without = most === 1 && open.length > 0 ? 0 : Math.min(most, share);
  return [...drawn(open, most - without, random), ...drawn(closed, without, random)];
}

/** Hold, what the networks and what the prior like best, and others by chance. */
function followed(
  { set }: Moment,
  totalsOf: (set: CandidateSet) => Float32Array,
  most: number,
  random: Random,
): number[] {
  const best = [0, argmax(totalsOf(set), 0, set.count), argmax(priorTotals(set), 0, set.count)];
  const others = drawn([...Array(set.count).keys()], set.count, random);
  return [...new Set([...best, ...others])].slice(0, most);
}

/** Some of them, in the order of chance. */
function drawn<T>(items: readonly T[], most: number, random: Random): T[] {
  return items
    .map((item) => ({ item, at: random.uniform() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, most)
    .map(({ item }) => item);
}

function priorTotals({ prior }: CandidateSet): Float32Array {
  return totalValues(valueParts.length, prior);
}

function ensembleTotals(members: readonly Weights[]): (set: CandidateSet) => Float32Array {
  const ensemble = createEnsemble(members);
  return (set) => ensemble.score(set).totals;
}
