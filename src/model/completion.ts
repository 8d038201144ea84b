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
  const { order, acked, components, spouts } = network;
  const acker = components - 1;
  queues(network, solution, Number.isFinite(inFlight) ? (inFlight - 1) / inFlight : 1);
  for (let i = order.length - 1; i >= 0; i--) subtree(network, solution, completion, order[i]!, inFlight);
  const acking = acked
    ? network.ackerHop + solution.queueSeconds[acker]! + solution.serviceSeconds[acker]!
    : 0;
  for (let s = 0; s < spouts.length; s++) {
    const spout = spouts[s]!;
    completion.mean[s] = completion.treeMean[spout]! + acking;
    completion.variance[s] = completion.treeVariance[spout]! + acking * acking;
  }
}

/**
 * Mean wait before an executor of each component: GI/G/1 by Kingman's formula, s u / (1 - u) (ca^2 + cs^2) / 2 (Kingman 1961) with
 * arrivals as in a Poisson stream (ca = 1), averaged over executors by what they get. Infinity once an executor is full and nothing
 * bounds the queue.
 */
function queues(network: Network, solution: Solution, seen: number): void {
  const { components, stationStart, stationShare, stationCount, variation, executors } = network;
  const { serviceSeconds, utilisation, queueSeconds } = solution;
  for (let c = 0; c < components; c++) {
    const busy = utilisation[c]! * executors[c]!;
    let wait = 0;
    if (busy > 0) {
      const factored = (serviceSeconds[c]! * (1 + variation[c]! * variation[c]!)) / 2;
      for (let i = stationStart[c]!; i < stationStart[c + 1]!; i++) {
        const share = stationShare[i]!;
        const use = Math.min(1, busy * share) * seen;
        wait +=
          share * stationCount[i]! * (use < 1 ? (factored * use) / (1 - use) : Number.POSITIVE_INFINITY);
      }
    }
    queueSeconds[c] = wait;
  }
}

/** Time of a tuple of component c and all that it gives rise to. */
function subtree(
  network: Network,
  { queueSeconds, serviceSeconds, utilisation }: Solution,
  { treeMean, treeVariance }: Completion,
  c: number,
  inFlight: number,
): void {
  const { outStart, outStreams, streamTo, streamTuples, streamHop, streamBefore, streamLongest } = network;
  let mean = 0;
  let variance = 0;
  for (let o = outStart[c]!; o < outStart[c + 1]!; o++) {
    const stream = outStreams[o]!;
    const to = streamTo[stream]!;
    const tuples = streamTuples[stream]!;
    if (tuples === 0) continue;
    let branch = streamHop[stream]! + treeMean[to]!;
    let spread = treeVariance[to]!;
    if (tuples > 1) {
      // The last of a burst waits for those that go to the same executor, and is the longest of many.
      branch += streamBefore[stream]! * serviceSeconds[to]! + Math.sqrt(spread) * streamLongest[stream]!;
    } else if (tuples < 1) {
      spread = tuples * (spread + (1 - tuples) * branch * branch);
      branch *= tuples;
    }
    if (!Number.isFinite(branch) || mean === 0) {
      mean = branch;
      variance = spread;
    } else {
      longer(mean, variance, branch, spread);
      mean = longest.mean;
      variance = longest.variance;
    }
  }
  if (network.isSpout[c] === 0) {
    const queue = queueSeconds[c]!;
    const service = serviceSeconds[c]!;
    mean += queue + service;
    // An open queue waits exponentially long; one that holds most of a closed loop, as long as a fixed number of services.
    const held =
      service > 0 ? Math.min(1, (utilisation[c]! * network.executors[c]! * queue) / (service * inFlight)) : 0;
    const deviation = network.variation[c]! * service;
    variance +=
      (Number.isFinite(queue) ? queue * (queue * (1 - held) + service * held) : queue) +
      deviation * deviation;
  }
  treeMean[c] = mean;
  treeVariance[c] = variance;
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
