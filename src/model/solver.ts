// The scratch of solving: a network, what is known of its solution so far, and arrays that are used again.
import { type Completion, createCompletion } from './completion.js';
import type { Network } from './network.js';
import { createSolution, type Solution } from './solution.js';

/** Scratch of one solver; kept apart from the solution so that nothing is allocated while solving. */
export interface Solver {
  readonly network: Network;
  readonly solution: Solution;
  readonly emitted: Float64Array;
  readonly share: Float64Array;
  readonly rates: Float64Array;
  readonly slowdown: Float64Array;
  readonly completion: Completion;
}

export function createSolver(network: Network): Solver {
  const { components, spouts, nodeCores } = network;
  return {
    network,
    emitted: new Float64Array(spouts.length),
    share: new Float64Array(spouts.length),
    rates: new Float64Array(components),
    slowdown: new Float64Array(nodeCores.length).fill(1),
    completion: createCompletion(network),
    solution: createSolution(network),
  };
}
