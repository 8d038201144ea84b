// What a policy that was trained in one place is put to in others: families of workloads, applications and clusters, alone and together, and engines.
import { corpusEpisode, trained } from '../../dist/training/corpus/index.js';

/** Of no suite. */
const firstSeed = 8_000_000;
const minutes = 120;

const home = {};
const workload = { loads: 'others' };
const application = { bolts: [8, 16] };
const cluster = { cluster: 'others' };
const everything = { ...workload, ...application, ...cluster };

/**
 * The simulator has one Storm, 2.8. Of 1.2 it has what a change costs: its workers take twice as long to come up (8 s to 4 s, as measured).
 * Topologies of Heron are the same, with instances in the place of executors and its own update.
 */
const engines = {
  'Storm 2.8': (spec) => spec,
  'Storm 1.2 (restarts)': (spec) => ({ ...spec, restartFactor: 2 * (spec.restartFactor ?? 1) }),
  Heron: (spec) => ({ ...spec, scenario: { ...spec.scenario, engine: 'heron' } }),
};

const cell = (name, family, engine = 'Storm 2.8') => ({
  name,
  engine,
  episode: (i) => engines[engine](corpusEpisode(firstSeed + i, { ...trained, ...family }, minutes)),
});

/** The first is where it was trained. */
export const cells = [
  cell('as trained', home),
  cell('workload', workload),
  cell('application', application),
  cell('cluster', cluster),
  cell('workload, application', { ...workload, ...application }),
  cell('workload, cluster', { ...workload, ...cluster }),
  cell('application, cluster', { ...application, ...cluster }),
  cell('all three', everything),
  cell('engine', home, 'Storm 1.2 (restarts)'),
  cell('all three, engine', everything, 'Storm 1.2 (restarts)'),
  cell('engine', home, 'Heron'),
  cell('all three, engine', everything, 'Heron'),
];
