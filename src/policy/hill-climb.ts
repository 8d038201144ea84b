// Hill climbing on the running topology: samples around the present configuration, then steps from the best.
import { hillClimb as tuner } from '../tuning/index.js';
import { onlineSearch } from './online-search.js';

/**
 * Bilal & Canini, "Towards Automatic Parameter Tuning of Stream Processing Systems" (SoCC 2017), modified hill climbing: a Latin hypercube,
 * then steps from the best that shrink. Differences: they tune offline under a steady load, 12 samples of 50 runs; an agent remembers eight
 * configurations, so 4 of 8. Their latency subject to a throughput is the operator's utility here. Workloads that change in between
 * mislead it, and every trial is a restart.
 */
export const hillClimb = onlineSearch(
  {
    name: 'hill-climb',
    about:
      'tries configurations on the running topology, then climbs from the best; a rival for comparison, not recommended (Bilal & Canini, SoCC 2017)',
  },
  tuner,
);
