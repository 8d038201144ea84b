// The suites by name: families of applications, workloads, objectives and clusters, each with seeds of its own.
import type { TraceRow } from '../simulator/index.js';
import { corpusEpisode, type Family, trained } from './corpus/index.js';
import type { Suite } from './types.js';

/** Of an episode. */
export const episodeMinutes = 240;

/** Of each suite, from 0: beyond them are those of the next one. */
export const episodesOfSuite = 1_000_000;

/** Seeds begin here, as many for each; what is trained on and chosen by is not reported on. */
const firstSeeds = {
  train: 1_000_000,
  validation: 2_000_000,
  seen: 3_000_000,
  'unseen-workloads': 4_000_000,
  'unseen-applications': 5_000_000,
  'unseen-objectives': 6_000_000,
  'unseen-clusters': 7_000_000,
} as const;

type SuiteName = keyof typeof firstSeeds;

const usual = 300;

/** @param traces recorded loads; where there are none, shapes of load that are not trained on stand in */
export function createSuites(traces: readonly (readonly TraceRow[])[] = []): readonly Suite[] {
  const suite = (name: SuiteName, about: string, own: Partial<Family> = {}): Suite => ({
    name,
    about,
    episodes: usual,
    episode: (index) =>
      corpusEpisode(firstSeeds[name] + index, { ...trained, ...own }, episodeMinutes, traces),
  });
  const loads = traces.length > 0 ? 'traces' : 'others';
  const kinds = traces.length > 0 ? 'recorded traces' : 'loads of other shapes';
  return [
    suite('train', 'what is trained on: not for reports'),
    suite('validation', 'what models are chosen by: not for reports'),
    suite('seen', 'applications and loads of the kind that is trained on, other seeds'),
    suite('unseen-workloads', `the same applications under ${kinds}`, { loads }),
    suite('unseen-applications', 'larger applications, 8 to 16 bolts', { bolts: [8, 16] }),
    suite('unseen-objectives', 'one part counts for nearly everything, tight SLOs, other prices', {
      objectives: 'others',
    }),
    suite('unseen-clusters', 'more nodes of other speeds, slower restarts and networks, less room', {
      cluster: 'others',
    }),
  ];
}

export const suites = createSuites();

export function suiteNamed(name: string): Suite | undefined {
  return suites.find((suite) => suite.name === name);
}
