// The steady state of a network, in words: rates, times, and what holds the throughput down.
import type { Network } from './network.js';

/** What holds the throughput down. `component` is an index, the acker's the last; `offered` when nothing does. */
export type Limit =
  | { readonly kind: 'offered' }
  | { readonly kind: 'pending' }
  | { readonly kind: 'component'; readonly component: number }
  | { readonly kind: 'cores'; readonly node: number }
  | { readonly kind: 'memory' };

/** Made once for a network and written over by every solve. */
export interface Solution {
  /** Spout tuples per second completed in time, of each spout, and all together. */
  readonly throughput: Float64Array;
  total: number;
  /** Seconds from emission to completion, over all spouts: mean, standard deviation, quantiles. */
  responseSeconds: number;
  responseDeviation: number;
  p50Seconds: number;
  p95Seconds: number;
  p99Seconds: number;
  /** Tuples of the spouts under way. */
  inFlight: number;
  /** Busy share of a component's executors: mean, and of the busiest. */
  readonly utilisation: Float64Array;
  readonly busiest: Float64Array;
  /** Seconds in execute(), and in the queue before it. */
  readonly serviceSeconds: Float64Array;
  readonly queueSeconds: Float64Array;
  /** Used share of each node's cores. */
  readonly nodeUse: Float64Array;
  /** Share of the emitted tuples that time out and are replayed. */
  failedShare: number;
  limit: Limit;
}

export function createSolution({ components, spouts, nodeCores }: Network): Solution {
  return {
    throughput: new Float64Array(spouts.length),
    total: 0,
    responseSeconds: 0,
    responseDeviation: 0,
    p50Seconds: 0,
    p95Seconds: 0,
    p99Seconds: 0,
    inFlight: 0,
    utilisation: new Float64Array(components),
    busiest: new Float64Array(components),
    serviceSeconds: new Float64Array(components),
    queueSeconds: new Float64Array(components),
    nodeUse: new Float64Array(nodeCores.length),
    failedShare: 0,
    limit: { kind: 'offered' },
  };
}

/** Live data do not fit into the heap: nothing moves. */
export function standStill(solution: Solution): Solution {
  solution.throughput.fill(0);
  solution.total = 0;
  solution.responseSeconds = Number.POSITIVE_INFINITY;
  solution.p50Seconds = solution.p95Seconds = solution.p99Seconds = Number.POSITIVE_INFINITY;
  solution.inFlight = 0;
  solution.utilisation.fill(0);
  solution.busiest.fill(0);
  solution.limit = { kind: 'memory' };
  return solution;
}
