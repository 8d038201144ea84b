// States of simulated topologies that a model was not trained on, and of such that it might have been: what novelty is tried on.
import { corpusEpisode, trained } from '../../dist/training/corpus/index.js';
import { suiteNamed } from '../../dist/training/index.js';
import { statesIn } from '../../dist/training/states/look.js';

const ofSuite = (name) => (index) => suiteNamed(name).episode(index);
const seen = ofSuite('seen');

const scaledBy = (spec, { cost = 1, load = 1, speed = 1 }) => {
  const { scenario } = spec;
  const { topology, cluster } = scenario;
  const components = Object.fromEntries(
    Object.entries(topology.components).map(([name, one]) => [
      name,
      { ...one, cpuMicros: (one.cpuMicros ?? 0) * cost, waitMicros: (one.waitMicros ?? 0) * cost },
    ]),
  );
  const loads = Object.fromEntries(
    Object.entries(scenario.load).map(([name, one]) => [
      name,
      { ...one, peakPerSecond: one.peakPerSecond * load },
    ]),
  );
  const nodes = cluster.nodes.map((node) => ({ ...node, speed: node.speed * speed }));
  return {
    ...spec,
    scenario: {
      ...scenario,
      load: loads,
      topology: { ...topology, components },
      cluster: { ...cluster, nodes },
    },
  };
};

/** What the target is about: plainly other than all that was trained on. Seeds are of no suite that is trained on. */
export const farCases = {
  'other shapes: 12 to 24 bolts': (i) => corpusEpisode(9_000_000 + i, { ...trained, bolts: [12, 24] }, 240),
  'other rates: tuples at 1/30 of the cost, 30 times as many': (i) =>
    scaledBy(seen(i), { cost: 1 / 30, load: 30 }),
  'other rates: tuples at 1/100 of the cost, 100 times as many': (i) =>
    scaledBy(seen(i), { cost: 1 / 100, load: 100 }),
  'other hardware: nodes 30 times as slow': (i) => scaledBy(seen(i), { speed: 1 / 30 }),
  'other objectives: suite unseen-objectives': ofSuite('unseen-objectives'),
};

/** Nearer by: what a model may well carry over to. */
export const nearCases = {
  'suite unseen-applications: 8 to 16 bolts': ofSuite('unseen-applications'),
  'nodes 10 times as slow': (i) => scaledBy(seen(i), { speed: 0.1 }),
  'nodes 10 times as fast': (i) => scaledBy(seen(i), { speed: 10 }),
  '10 times the load': (i) => scaledBy(seen(i), { load: 10 }),
  'a thirtieth of the load': (i) => scaledBy(seen(i), { load: 1 / 30 }),
  'suite unseen-clusters': ofSuite('unseen-clusters'),
  'suite unseen-workloads': ofSuite('unseen-workloads'),
};

/** Like the training, and not of it. */
export const usualCase = seen;

/** Some states of each of so many episodes, an hour of each played. */
export function statesOf(episode, from, episodes) {
  return Array.from({ length: episodes }, (_, i) =>
    statesIn({ spec: { ...episode(from + i), minutes: 60 }, decideEveryMinutes: 5, kept: 4, seed: from + i }),
  );
}
