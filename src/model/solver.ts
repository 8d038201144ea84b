// The scratch of solving: a network, what is known of its solution so far, and arrays that are used again.
import type { Network } from './network.js';
import { createSolution, type Solution } from './solution.js';

export interface Completion {
  /** Of each spout's trees: seconds, and seconds squared. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** Of the subtree below a tuple of each component. */
  readonly treeMean: Float64Array;
  readonly treeVariance: Float64Array;
}

function createCompletion({ components, spouts }: Network): Completion {
  return {
    mean: new Float64Array(spouts.length),
    variance: new Float64Array(spouts.length),
    treeMean: new Float64Array(components),
    treeVariance: new Float64Array(components),
  };
}

/** Scratch of one solver; kept apart from the solution so that nothing is allocated while solving. */
export interface Solver {
  readonly network: Network;
  readonly solution: Solution;
  readonly emitted: Float64Array;
  readonly share: Float64Array;
  /** 1 for a spout whose rate is found. */
  readonly isSettled: Uint8Array;
  readonly rates: Float64Array;
  readonly slowdown: Float64Array;
  /** Executors of each component that are busy, all together. */
  readonly used: Float64Array;
  /** Seconds of the busiest executor for each tuple of its component. */
  readonly busiestSeconds: Float64Array;
  readonly completion: Completion;
}

/** @param like of a network of the same wiring and nodes: its scratch and solution are used, and written over; absent: own ones */
export function createSolver(network: Network, like?: Solver): Solver {
  if (like !== undefined) return { ...like, network };
  const { components, spouts, nodeCores } = network;
  return {
    network,
    emitted: new Float64Array(spouts.length),
    share: new Float64Array(spouts.length),
    isSettled: new Uint8Array(spouts.length),
    rates: new Float64Array(components),
    slowdown: new Float64Array(nodeCores.length).fill(1),
    used: new Float64Array(components),
    busiestSeconds: new Float64Array(components),
    completion: createCompletion(network),
    solution: createSolution(network),
  };
}
