// The throughput of a closed network in logarithms, with smooth corners: a formula that a regression can be run on.

export interface SmoothNetwork {
  /** ln of the throughput that latency without queues, or shared cores, allow. */
  readonly logCirculating: number;
  readonly stations: readonly SmoothStation[];
  /** The sleep of an idle spout, in ms; null where it is not known to vary. */
  readonly spoutWait: SpoutWait | null;
}

export interface SmoothStation {
  readonly executors: number;
  /** ln of what one executor alone handles, in tuples of the spouts. */
  readonly logRate: number;
  /** k executors handle k^exponent times as much as one; 1 = linear. */
  readonly exponent: number;
}

export interface SpoutWait {
  readonly milliseconds: number;
  /** ln of the most tuples in flight for each ms of sleep: the throughput of a spout that sleeps 1 ms a round. */
  readonly logRate: number;
  /** Polling every ms takes this share of the time; every w ms, that over w. */
  readonly pollingShare: number;
}

/** How sharp the corner between two limits is: the harmonic sum is 1, the asymptotic bound infinity. */
const stationCorner = 2;
const waitCorner = 4;

/**
 * ln X. 1/X is the smooth maximum of the cycle times: base latency over tuples in flight, each station's 1 / (rate k^exponent)
 * (asymptotic bounds of operational analysis, Denning & Buzen 1978, with the corner rounded by a p-norm), raised by the
 * spouts' polling; and, where the spout sleeps longer than its tuples in flight take, its sleep over these tuples.
 */
export function logThroughput({ logCirculating, stations, spoutWait }: SmoothNetwork): number {
  const cycle = logNorm(stationCorner, [
    -logCirculating,
    ...stations.map((s) => -(s.logRate + s.exponent * Math.log(s.executors))),
  ]);
  if (spoutWait === null) return -cycle;
  const { milliseconds, logRate, pollingShare } = spoutWait;
  const polled = cycle + Math.log1p(pollingShare / milliseconds);
  return -logNorm(waitCorner, [polled, Math.log(milliseconds) - logRate]);
}

/** ln of the p-norm of numbers that are given by their logarithms. */
function logNorm(p: number, logs: readonly number[]): number {
  const top = Math.max(...logs);
  return top + Math.log(logs.reduce((sum, x) => sum + Math.exp(p * (x - top)), 0)) / p;
}
