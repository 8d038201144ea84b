// The sample of states that lies beside a model: from the episodes that it is trained on, with a limit from others of the same kind.
import { fewestStates, type Point, type TrainingStates, trainingStates } from '../../drift/index.js';
import { type TrainingSpec, weighted } from '../learning/index.js';
import { suiteNamed } from '../suites.js';
import { onThreads, type ThreadOptions } from '../threads.js';
import type { StatesTask } from './look.js';

/** Episodes at most, and states of each. */
const sampled = { episodes: 400, kept: 2 };
/** Other episodes of the suite, far from those that are trained on: never of a suite that is reported on. */
const heldBack = { episodes: 200, kept: 4, from: 500_000 };

type Spec = Pick<
  TrainingSpec,
  'suite' | 'rounds' | 'episodesPerRound' | 'minutes' | 'decideEveryMinutes' | 'seeds' | 'weights'
>;

/**
 * @param own states of a site that were learned from as well
 * @returns null where there are too few states to say what is usual
 */
export async function trainingStatesOf(
  spec: Spec,
  own: readonly Point[],
  options: ThreadOptions,
): Promise<TrainingStates | null> {
  const played = spec.rounds * spec.episodesPerRound;
  const episodes = Math.min(sampled.episodes, played);
  if (episodes * sampled.kept < fewestStates) return null;
  const learned = Array.from({ length: episodes }, (_, i) => Math.floor((i * played) / episodes));
  const others = Array.from({ length: Math.min(heldBack.episodes, episodes) }, (_, i) => heldBack.from + i);
  const tasks = [...tasksOf(spec, learned, sampled.kept), ...tasksOf(spec, others, heldBack.kept)];
  const states = await onThreads<StatesTask, Point[]>(
    new URL('./states-thread.js', import.meta.url),
    tasks,
    options,
  );
  const site = own.length === 0 ? '' : `, and ${own.length} of a site`;
  const about = `${episodes} episodes of the suite ${spec.suite}, ${spec.minutes} minutes each${site}`;
  return trainingStates(about, [...states.slice(0, episodes).flat(), ...own], states.slice(episodes).flat());
}

/** Those of a training, for whom it is. */
export function tasksOf(
  { suite: name, minutes, decideEveryMinutes, seeds, weights }: Spec,
  indices: readonly number[],
  kept: number,
): StatesTask[] {
  const suite = suiteNamed(name);
  if (suite === undefined) throw new RangeError(`no suite is named ${name}`);
  return indices.map((index) => ({
    spec: { ...weighted(suite.episode(index), { weights }), minutes },
    decideEveryMinutes,
    kept,
    seed: index + (seeds[0] ?? 0),
  }));
}
