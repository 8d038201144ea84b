// How much of a site's history is learned from: all of the topology that the model is for, of others as much as they are like it.
import type { RecordedEpisode } from '../../decision/index.js';
import { describe, type Point } from '../../drift/index.js';
import { stateFeatures } from '../../policy/index.js';
import type { Transition } from '../../rl/index.js';
import { createRandom } from '../../util/index.js';
import { mean } from '../statistics.js';
import { heldBackFrom } from './held-back.js';
import { type ReturnSpec, transitionsOf } from './transitions.js';

/** Of one topology of the history. */
export interface Trusted {
  readonly cluster: string;
  readonly topology: string;
  /** Decisions that the twin could look at, without those that are held back. */
  readonly decisions: number;
  /** Of these, such that changed something. */
  readonly changes: number;
  /** Share of them that is learned from, from 0 to 1. */
  readonly trust: number;
}

export interface Remembered {
  readonly transitions: readonly Transition[];
  /** The newest of what the model is for: not learned from, to be asked about afterwards. */
  readonly heldBack: readonly Transition[];
  /** Some of the states of what the model is for, evenly: to the model they are no longer strange. */
  readonly states: readonly Point[];
  readonly topologies: readonly Trusted[];
}

/**
 * @param target name of the topology that the model is for; null: for all of them, and all count alike
 * @param seed of the draw where a share is learned from
 */
export function remember(
  episodes: readonly RecordedEpisode[],
  spec: ReturnSpec,
  target: string | null,
  seed: number,
): Remembered {
  const own = episodes.filter(({ topology }) => target === null || topology === target);
  const heldFrom = heldBackFrom(own);
  let heldBack: Transition[] = [];
  const byTopology = new Map<string, { readonly first: RecordedEpisode; all: Transition[] }>();
  for (const episode of episodes) {
    const key = JSON.stringify([episode.cluster, episode.topology]);
    const known = byTopology.get(key) ?? { first: episode, all: [] };
    byTopology.set(key, known);
    // Returns of what is learned from end where the other part begins.
    const [learned, held] = own.includes(episode) ? partedAt(episode, heldFrom) : [episode];
    known.all = [...known.all, ...transitionsOf(learned, spec)];
    if (held !== undefined) heldBack = [...heldBack, ...transitionsOf(held, spec)];
  }
  const wanted = [...byTopology.values()].filter(({ first }) => first.topology === target);
  const like = meanState(wanted.flatMap(({ all }) => all));
  const random = createRandom(seed).fork('history');
  const parts = [...byTopology.values()].map(({ first: { cluster, topology }, all }) => {
    const trust = target === null || topology === target ? 1 : similarity(meanState(all), like);
    const learned = all.filter(() => random.uniform() < trust);
    const changes = all.filter(({ chosen }) => chosen > 0).length;
    return { learned, trusted: { cluster, topology, decisions: all.length, changes, trust } };
  });
  return {
    transitions: parts.flatMap(({ learned }) => learned),
    heldBack,
    states: statesIn(own),
    topologies: parts.map(({ trusted }) => trusted).sort((a, b) => b.trust - a.trust),
  };
}

function partedAt(episode: RecordedEpisode, atMs: number): [RecordedEpisode, RecordedEpisode] {
  const { decisions } = episode;
  return [
    { ...episode, decisions: decisions.filter((one) => one.atMs < atMs) },
    { ...episode, decisions: decisions.filter((one) => one.atMs >= atMs) },
  ];
}

/** Beside the sample of the training, so many are enough to be near to all of them. */
const mostStates = 200;

function statesIn(episodes: readonly RecordedEpisode[]): Point[] {
  const all = episodes.flatMap(({ decisions }) => decisions.map(({ madeFrom }) => madeFrom));
  const step = Math.max(1, all.length / mostStates);
  return Array.from(
    { length: Math.min(mostStates, all.length) },
    (_, i) => all[Math.floor(i * step)],
  ).flatMap((one) => (one === undefined ? [] : [describe(one)]));
}

/** What the networks are shown of the state, on average; features have no unit, and lie within ±2. */
function meanState(transitions: readonly Transition[]): number[] | null {
  if (transitions.length === 0) return null;
  return stateFeatures.map((_, i) => mean(transitions.map(({ set }) => set.features[i] ?? 0)));
}

/** e^(-d / 0.25), d the root mean square difference of the features: 1 for the same, 0.14 where each differs by half; 0 where one is unknown. */
function similarity(one: readonly number[] | null, other: readonly number[] | null): number {
  if (one === null || other === null) return 0;
  const squares = one.map((value, i) => (value - (other[i] ?? 0)) ** 2);
  return Math.exp(-Math.sqrt(mean(squares)) / 0.25);
}
