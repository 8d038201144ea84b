// Bounds of a topology seen as a closed queueing network: what its executors, its pending tuples and its load allow.
import { queueingDelaySeconds } from './multi-server-queue.js';

/** One component (or any other shared resource) that tuples pass through. */
export interface Station {
  readonly name: string;
  /** Servers in parallel, > 0. A fraction is allowed: an unevenly loaded component counts 1 / (largest share). */
  readonly executors: number;
  /** Seconds that one executor is held by one tuple, >= 0. */
  readonly serviceSeconds: number;
  /** Tuples this station handles for each tuple of the spouts, >= 0. */
  readonly visits: number;
}

export interface ClosedNetwork {
  readonly stations: readonly Station[];
  /** Tuples in flight allowed in total (max.spout.pending x spout tasks); null = unlimited. */
  readonly pending: number | null;
  /** Spout tuples per second that the sources have to give; null = unlimited (or unknown). */
  readonly offeredPerSecond: number | null;
  /** R0: seconds that a tuple tree needs when it meets no queue, along its longest path. */
  readonly baseResponseSeconds: number;
}

export interface Bound {
  /** Spout tuples per second. Infinity when nothing at all limits. */
  readonly throughputPerSecond: number;
  /** Seconds from emission to completion of a tuple tree. Infinity when an unlimited queue would grow for ever. */
  readonly responseSeconds: number;
  /** `offered` (the load; also when nothing limits), `pending`, or the name of the station that is full. */
  readonly limitedBy: string;
  /** Busy share of each station's executors, 0..1, by station name. */
  readonly utilisation: Readonly<Record<string, number>>;
}

/**
 * Throughput X and response time R of a closed network.
 *
 * X = min(offered, min_i k_i / (v_i s_i), P / R0), in spout tuples per second: the asymptotic bounds of operational
 * analysis (Denning & Buzen 1978, "The Operational Analysis of Queueing Network Models", Computing Surveys 10(3);
 * chapter on asymptotic bounds), with k executors, s seconds of service and v visits of station i, P tuples in flight.
 *
 * R = P / X where pending or a station binds, by Little's law (Little 1961, "A Proof for the Queuing Formula
 * L = lambda W"): an always full loop holds P tuples. Where the load binds, R = R0 + one M/M/k wait per station on
 * the way, and never more than P / X, since no more than P tuples are there to wait.
 * @throws RangeError for negative or undefined quantities
 */
export function closedNetworkBound(network: ClosedNetwork): Bound {
  check(network);
  const { stations, pending, baseResponseSeconds } = network;
  const full = slowest(stations);
  const circulating = pending === null ? Number.POSITIVE_INFINITY : ratio(pending, baseResponseSeconds);
  const offered = network.offeredPerSecond ?? Number.POSITIVE_INFINITY;
  const throughputPerSecond = Math.min(offered, full.capacityPerSecond, circulating);
  const limitedBy =
    throughputPerSecond === offered ? 'offered' : throughputPerSecond === circulating ? 'pending' : full.name;
  const utilisation = Object.fromEntries(
    stations.map((station) => [station.name, utilisationAt(station, throughputPerSecond)]),
  );
  const littleSeconds =
    pending === null
      ? Number.POSITIVE_INFINITY
      : Math.max(baseResponseSeconds, pending / throughputPerSecond);
  const responseSeconds =
    limitedBy === 'offered'
      ? Math.min(littleSeconds, baseResponseSeconds + waitSeconds(stations, throughputPerSecond))
      : littleSeconds;
  return { throughputPerSecond, responseSeconds, limitedBy, utilisation };
}

/** The station with the least capacity k / (v s), in spout tuples per second. */
function slowest(stations: readonly Station[]): { name: string; capacityPerSecond: number } {
  let least = { name: 'offered', capacityPerSecond: Number.POSITIVE_INFINITY };
  for (const station of stations) {
    const capacityPerSecond = ratio(station.executors, station.visits * station.serviceSeconds);
    if (capacityPerSecond < least.capacityPerSecond) least = { name: station.name, capacityPerSecond };
  }
  return least;
}

/** U = X v s / k (utilisation law), kept at 1 against rounding. */
function utilisationAt(station: Station, throughputPerSecond: number): number {
  const demandSeconds = station.visits * station.serviceSeconds;
  return demandSeconds === 0 ? 0 : Math.min(1, (throughputPerSecond * demandSeconds) / station.executors);
}

/**
 * Waiting on the way of one tuple tree: one wait per station. A tree visits a station with v > 1 by v tuples at the
 * same time, so their waits overlap; with v < 1 only that share of the trees waits there.
 */
function waitSeconds(stations: readonly Station[], throughputPerSecond: number): number {
  let total = 0;
  for (const { visits, executors, serviceSeconds } of stations) {
    const wait = queueingDelaySeconds(throughputPerSecond * visits, serviceSeconds, executors);
    if (visits > 0) total += Math.min(1, visits) * wait;
  }
  return total;
}

function ratio(amount: number, per: number): number {
  return per === 0 ? Number.POSITIVE_INFINITY : amount / per;
}

function check(network: ClosedNetwork): void {
  const { pending, offeredPerSecond, baseResponseSeconds } = network;
  if (!(baseResponseSeconds >= 0)) throw new RangeError(`baseResponseSeconds is ${baseResponseSeconds}`);
  if (pending !== null && !(pending > 0)) throw new RangeError(`pending is ${pending}, must be > 0 or null`);
  if (offeredPerSecond !== null && !(offeredPerSecond >= 0)) {
    throw new RangeError(`offeredPerSecond is ${offeredPerSecond}, must be >= 0 or null`);
  }
  for (const { name, executors, serviceSeconds, visits } of network.stations) {
    if (!(executors > 0)) throw new RangeError(`station ${name}: executors is ${executors}, must be > 0`);
    if (!(serviceSeconds >= 0)) throw new RangeError(`station ${name}: serviceSeconds is ${serviceSeconds}`);
    if (!(visits >= 0)) throw new RangeError(`station ${name}: visits is ${visits}`);
  }
}
