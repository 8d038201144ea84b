// Learns a tree from the learned policy, and says on other episodes how far the two agree.
import { TrimtabError } from '../../errors/index.js';
import { candidateSchema, dqnName, featureSchema, leafOf, type Node, type Tree } from '../../policy/index.js';
import type { Weights } from '../../rl/index.js';
import { suiteNamed } from '../suites.js';
import { createThreads, type ThreadOptions, type Threads } from '../threads.js';
import type { EpisodeSpec } from '../types.js';
import { growTree } from './grow.js';
import type { Look, LookTask } from './types.js';

export interface DistilOptions extends ThreadOptions {
  readonly teacher: { readonly members: readonly Weights[]; readonly sha256: string };
  /** Episodes played to learn from; half as many others say how far the two agree. */
  readonly episodes: number;
  readonly mostLeaves: number;
  readonly seed: number;
}

/** Looks are taken every so many minutes: those between are much the same. */
const decideEveryMinutes = 5;
/** What is left undone is seen again, so that there are enough moments at which the teacher would act. */
const acting = 0.3;
const leastDecisions = 12;
/** The teacher plays the first half, the tree so far the second (Ross et al. 2011). */
const rounds = 2;
/** Of the suites: a model is trained on the first ones. */
const firstEpisode = 100_000;

/**
 * VIPER (Bastani et al. 2018) of one choice: whether to make the change that the twin likes best.
 * @throws TrimtabError TRIMTAB_E_USAGE where there was nothing to decide, and so to learn
 */
export async function distil(options: DistilOptions): Promise<Tree> {
  const { teacher, episodes, mostLeaves, seed } = options;
  const threads = createThreads<LookTask, Look[]>(new URL('./look-thread.js', import.meta.url), options.jobs);
  try {
    const [perRound, judged] = [Math.ceil(episodes / rounds), Math.ceil(episodes / 2)];
    let done = 0;
    const played = async (suite: string, from: number, count: number, player: Node | null) => {
      const onDone = (of: number): void => options.onDone(done + of, rounds * perRound + judged);
      const looks = await playedBy(threads, { ...options, onDone }, suite, from, count, player);
      done += count;
      return looks;
    };
    const learned: Look[][] = [];
    let root: Node = { vote: 0, decisions: 0 };
    for (let round = 0; round < rounds; round++) {
      const from = firstEpisode + round * perRound;
      const player = round === 0 ? null : root;
      learned.push(...(await played('train', from, perRound, player)));
      root = growTree(learned.flat(), { mostLeaves: leavesFor(learned, mostLeaves), leastDecisions });
    }
    refuseAlike(learned.flat(), episodes);
    const unseen = await played('validation', firstEpisode, judged, null);
    return {
      schema: 'trimtab/tree/v1',
      teacher: { policy: dqnName, sha256: teacher.sha256 },
      features: featureSchema,
      candidates: candidateSchema,
      seed,
      agreement: agreementOf(root, unseen.flat()),
      root,
    };
  } finally {
    await threads.close();
  }
}

/** Rules of nothing would have a vote that is no number, and rules of one answer would be no rules. */
export function refuseAlike(looks: readonly Look[], episodes: number): void {
  const made = looks.filter(({ worth }) => worth > 0).length;
  if (made > 0 && made < looks.length) return;
  const what =
    looks.length === 0
      ? 'there was no change to decide about'
      : `its model ${made === 0 ? 'waited' : 'made the change'} each time: there are no rules to be learned`;
  throw new TrimtabError('TRIMTAB_E_USAGE', `in ${episodes} episodes ${what}`, {
    next: 'Play more of them with --episodes. Nothing was written.',
  });
}

/**
 * As many as do best on a quarter of the episodes that is left out for that; of equal numbers the fewest. More follow what was learned from
 * more closely, and what was not no better.
 */
function leavesFor(episodes: readonly (readonly Look[])[], most: number): number {
  const [kept, leftOut] = [
    episodes.filter((_, i) => i % 4 !== 0).flat(),
    episodes.filter((_, i) => i % 4 === 0).flat(),
  ];
  let best = { leaves: 1, agreement: Number.NEGATIVE_INFINITY };
  for (let leaves = 1; ; leaves = Math.min(most, 2 * leaves)) {
    const { onApply, onHold } = agreementOf(growTree(kept, { mostLeaves: leaves, leastDecisions }), leftOut);
    const agreement = (onApply ?? 0) + (onHold ?? 0);
    if (agreement > best.agreement) best = { leaves, agreement };
    if (leaves >= most) return best.leaves;
  }
}

/** @returns of each episode the decisions */
async function playedBy(
  threads: Threads<LookTask, Look[]>,
  { teacher, seed, signal, onDone }: DistilOptions,
  suite: string,
  from: number,
  count: number,
  player: Node | null,
): Promise<Look[][]> {
  const episode = (index: number): EpisodeSpec => {
    const found = suiteNamed(suite)?.episode(index);
    if (found === undefined) throw new RangeError(`no suite is named ${suite}`);
    return found;
  };
  const tasks = Array.from(
    { length: count },
    (_, i): LookTask => ({
      spec: episode(from + i),
      teacher: teacher.members,
      player,
      acting,
      decideEveryMinutes,
      seed: seed + from + i,
    }),
  );
  return threads.run(tasks, { signal, onDone });
}

export function agreementOf(root: Node, looks: readonly Look[]): Tree['agreement'] {
  const made = looks.filter(({ worth }) => worth > 0);
  const waited = looks.filter(({ worth }) => worth <= 0);
  const share = (of: readonly Look[], is: (look: Look) => boolean): number | null =>
    of.length === 0 ? null : of.filter(is).length / of.length;
  const isMade = ({ row }: Look): boolean => leafOf(root, row).vote > 0;
  return {
    decisions: looks.length,
    onApply: share(made, isMade),
    onHold: share(waited, (look) => !isMade(look)),
    sameChange: share(made, (look) => isMade(look) && look.isSame),
  };
}
