// How long a tuple tree takes: from the leaves backwards, each tuple's own time and then the longest of its children's.
import { normalShare } from './quantile.js';
import type { Solver } from './solver.js';

/**
 * Completion times of all spouts' trees at the executors in use; writes the queueing times into the solution, too.
 * @param inFlight N of the closed loop; Infinity for an open one
 */
export function completionOf(solver: Solver, inFlight: number): void {
  const { network, solution, completion } = solver;
  const { acked, components, spouts } = network;
  const acker = components - 1;
  queues(solver, Number.isFinite(inFlight) ? (inFlight - 1) / inFlight : 1);
  subtrees(solver, inFlight);
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
function queues({ network, solution, used }: Solver, seen: number): void {
  const { components, stationStart, stationShare, stationCount, variation } = network;
  const { serviceSeconds, queueSeconds, busiest } = solution;
  let i = 0;
  for (let c = 0; c < components; c++) {
    const busy = used[c]!;
    const end = stationStart[c + 1]!;
    const spread = variation[c]!;
    let wait = 0;
    if (busy > 0) {
      for (; i < end; i++) {
        const share = stationShare[i]!;
        // Nodes differ in speed, the mean does not: none is busier than the busiest.
        const use = Math.min(1, busy * share, busiest[c]!) * seen;
        wait += share * stationCount[i]! * (use < 1 ? use / (1 - use) : Number.POSITIVE_INFINITY);
      }
      wait *= (serviceSeconds[c]! * (1 + spread * spread)) / 2;
    }
    i = end;
    queueSeconds[c] = wait;
  }
}

/** Time of a tuple of each component and all that it gives rise to; one loop over all of them, as every step of a solution takes it. */
function subtrees({ network, solution, completion, used }: Solver, inFlight: number): void {
  const { order, isSpout, variation, outStart, outStreams } = network;
  const { streamTo, streamTuples, streamHop, streamBefore, streamLongest } = network;
  const { treeMean, treeVariance } = completion;
  const { queueSeconds, serviceSeconds } = solution;
  for (let i = order.length - 1; i >= 0; i--) {
    const c = order[i]!;
    let mean = 0;
    let variance = 0;
    const end = outStart[c + 1]!;
    for (let o = outStart[c]!; o < end; o++) {
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
    if (isSpout[c] === 0) {
      const queue = queueSeconds[c]!;
      const service = serviceSeconds[c]!;
      mean += queue + service;
      const deviation = variation[c]! * service;
      variance += queueVariance(queue, service, used[c]!, inFlight) + deviation * deviation;
    }
    treeMean[c] = mean;
    treeVariance[c] = variance;
  }
}

/** An open queue waits exponentially long; one that holds most of a closed loop, as long as a fixed number of services. */
function queueVariance(queue: number, service: number, used: number, inFlight: number): number {
  if (!Number.isFinite(queue)) return queue;
  const held = service > 0 ? Math.min(1, (used * queue) / (service * inFlight)) : 0;
  return queue * (queue * (1 - held) + service * held);
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
