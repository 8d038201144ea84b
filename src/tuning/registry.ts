// The tuners by name.
import { bayesian } from './tuners/bayesian.js';
import { hillClimb } from './tuners/hill-climb.js';
import { randomTuner } from './tuners/random.js';
import { twinGuided } from './tuners/twin-guided.js';
import type { TunerEntry } from './types.js';

/** The first is the default. */
export const tuners: readonly TunerEntry[] = [
  { name: 'twin-guided', description: 'physics calibrated on what was measured', create: twinGuided },
  {
    name: 'bayesian',
    description: 'a Gaussian process with the confidence bound',
    create: (context) => bayesian(context),
  },
  {
    name: 'hill-climb',
    description: 'Latin hypercube, then shrinking steps',
    create: (context) => hillClimb(context),
  },
  { name: 'random', description: 'rows by chance', create: randomTuner },
];
