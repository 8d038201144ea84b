// Bayesian optimisation on the running topology: a Gaussian process over what was tried, and the confidence bound.
import { bayesian as tuner } from '../tuning/index.js';
import { onlineSearch } from './online-search.js';

/**
 * BO4CO, Jamshidi & Casale, "An Uncertainty-Aware Approach to Optimal Configuration of Stream Processing Systems" (MASCOTS 2016): Matérn 5/2
 * and the lower confidence bound (of the utility: the upper one). Differences: they tune offline, 10 samples of 100 runs; an agent
 * remembers eight configurations, so 4 of 8. Length scales are by marginal likelihood over a ladder, kappa is constant.
 */
export const bayesian = onlineSearch(
  {
    name: 'bayesian',
    about:
      'tries configurations on the running topology where a Gaussian process hopes most; a rival for comparison, not recommended (Jamshidi & Casale, MASCOTS 2016)',
  },
  tuner,
);
