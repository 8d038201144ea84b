// How long a tuple tree takes: from the leaves backwards, each tuple's own time and then the longest of its children's.
import type { Network } from './network.js';
import { normalShare } from './quantile.js';
import type { Solution } from './solution.js';

export interface Completion {
  /** Of each spout's trees: seconds, and seconds squared. */
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** Of the subtree below a tuple of each component. */
  readonly treeMean: Float64Array;
  readonly treeVariance: Float64Array;
}

export function createCompletion({ components, spouts }: Network): Completion {
  return {
    mean: new Float64Array(spouts.length),
    variance: new Float64Array(spouts.length),
    treeMean: new Float64Array(components),
    treeVariance: new Float64Array(components),
  };
}

/**
 * Completion times of all spouts' trees at the utilisations in `solution`; writes the queueing times there, too.
 * @param inFlight N of the closed loop; Infinity for an open one
 */
export function completionOf(
  network: Network,
  solution: Solution,
  completion: Completion,
  inFlight: number,
): void {
  const { order, topology, acked, components } = network;
  const seen = Number.isFinite(inFlight) ? (inFlight - 1) / inFlight : 1;
  const acker = components - 1;
  for (let c = 0; c < components; c++) solution.queueSeconds[c] = queueSeconds(network, solution, c, seen);
  for (let i = order.length - 1; i >= 0; i--) subtree(network, solution, completion, order[i]!, inFlight);
  const acking = acked
    ? network.ackerHop + solution.queueSeconds[acker]! + solution.serviceSeconds[acker]!
    : 0;
  for (let s = 0; s < network.spouts.length; s++) {
    const spout = network.spouts[s]!;
    if (topology.components[spout]!.kind !== 'spout') continue;
    completion.mean[s] = completion.treeMean[spout]! + acking;
    completion.variance[s] = completion.treeVariance[spout]! + acking * acking;
  }
}

/**
 * Mean wait before one executor: GI/G/1 by Kingman's formula, s u / (1 - u) (ca^2 + cs^2) / 2 (Kingman 1961), averaged over executors by
 * what they get. Infinity once an executor is full and nothing bounds the queue.
 */
function queueSeconds(network: Network, solution: Solution, c: number, seen: number): number {
  const { stationStart, stationShare, stationCount, variation, executors } = network;
  const service = solution.serviceSeconds[c]!;
  const mean = solution.utilisation[c]!;
  const arrivals = 1;
  const factor = (arrivals + variation[c]! * variation[c]!) / 2;
  let wait = 0;
  for (let i = stationStart[c]!; i < stationStart[c + 1]!; i++) {
    const share = stationShare[i]!;
    const use = Math.min(1, mean * executors[c]! * share) * seen;
    wait +=
      share * stationCount[i]! * (use < 1 ? (service * use * factor) / (1 - use) : Number.POSITIVE_INFINITY);
  }
  return wait;
}

/** Time of a tuple of component c and all that it gives rise to. */
function subtree(
  network: Network,
  solution: Solution,
  completion: Completion,
  c: number,
  inFlight: number,
): void {
  const { outStart, outStreams, variation, executors } = network;
  const { treeMean, treeVariance } = completion;
  treeMean[c] = 0;
  treeVariance[c] = 0;
  for (let o = outStart[c]!; o < outStart[c + 1]!; o++) {
    addBranch(network, solution, completion, c, outStreams[o]!);
  }
  if (network.topology.components[c]!.kind === 'spout') return;
  const queue = solution.queueSeconds[c]!;
  const service = solution.serviceSeconds[c]!;
  treeMean[c]! += queue + service;
  // An open queue waits exponentially long; one that holds most of a closed loop, as long as a fixed number of services.
  const held =
    service > 0 ? Math.min(1, (solution.utilisation[c]! * executors[c]! * queue) / (service * inFlight)) : 0;
  const waiting = Number.isFinite(queue) ? queue * (queue * (1 - held) + service * held) : queue;
  treeVariance[c]! += waiting + (variation[c]! * service) ** 2;
}

/** Makes the tree of c the longer of what it is and the branch by one of its streams. */
function addBranch(
  { streamTo, streamTuples, streamHop, executors }: Network,
  { serviceSeconds }: Solution,
  { treeMean, treeVariance }: Completion,
  c: number,
  stream: number,
): void {
  const to = streamTo[stream]!;
  const tuples = streamTuples[stream]!;
  if (tuples === 0) return;
  let mean = streamHop[stream]! + treeMean[to]!;
  let variance = treeVariance[to]!;
  if (tuples > 1) {
    // The last of a burst waits for those that go to the same executor, and is the longest of many.
    const before = Math.max(0, (tuples - 1) / executors[to]!);
    mean += before * serviceSeconds[to]! + Math.sqrt(variance) * longestOf(tuples);
  } else if (tuples < 1) {
    variance = tuples * (variance + (1 - tuples) * mean * mean);
    mean *= tuples;
  }
  if (!Number.isFinite(mean) || treeMean[c] === 0) {
    treeMean[c] = mean;
    treeVariance[c] = variance;
    return;
  }
  longer(treeMean[c]!, treeVariance[c]!, mean, variance);
  treeMean[c] = longest.mean;
  treeVariance[c] = longest.variance;
}

/** Result of `longer`, so that it allocates nothing. */
const longest = { mean: 0, variance: 0 };

/** Mean and variance of the greater of two independent times, both taken as normal (Clark 1961, "The greatest of a finite set"). */
function longer(mean: number, variance: number, otherMean: number, otherVariance: number): void {
  const both = Math.sqrt(variance + otherVariance);
  if (both === 0) {
    longest.mean = Math.max(mean, otherMean);
    longest.variance = 0;
    return;
  }
  const z = (otherMean - mean) / both;
  const later = normalShare(z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const square =
    (otherMean * otherMean + otherVariance) * later +
    (mean * mean + variance) * (1 - later) +
    (otherMean + mean) * both * density;
  longest.mean = otherMean * later + mean * (1 - later) + both * density;
  longest.variance = Math.max(0, square - longest.mean * longest.mean);
}

/** Standard deviations by which the longest of n is beyond the mean: sqrt(2 ln n) for large n, damped for few. */
function longestOf(n: number): number {
  return n <= 1 ? 0 : Math.sqrt(2 * Math.log(n)) * (1 - 0.4 / Math.sqrt(n));
}
