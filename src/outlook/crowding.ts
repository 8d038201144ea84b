// Hosts that may have no CPU left, which no engine tells: then only a worker on another host lets more through.
import type { Changes } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import { type Demand, type Foreseen, type Range, throughputPerSpoutTuple } from '../twin/index.js';
import { inFlightUnder } from './in-flight.js';

/** Hosts that run workers of a topology, and others that could. */
export interface Hosts {
  readonly used: number;
  readonly free: number;
}

/** How likely it is that the hosts of a topology that does not keep up have no CPU left. */
export interface Crowding {
  /** 0 … 1. */
  readonly chance: number;
  readonly because: 'nothing is full' | 'more executors brought nothing' | 'no model explains it';
  readonly hosts: Hosts;
}

interface Asked {
  readonly evaluation: Evaluation;
  readonly demand: Demand;
  readonly hosts: Hosts;
}

/** How many times as many hosts there are after changes: a worker more goes to one that has none yet, and fewer are on fewer. */
export function spreadOf(changes: Changes, { workers }: Evaluation, { used, free }: Hosts): number {
  const then = changes['workers'] ?? workers;
  return (then >= workers ? used + Math.min(free, then - workers) : Math.min(used, then)) / used;
}

/**
 * What is foreseen if the hosts are full: the throughput of now, for so many times as many hosts, whatever else is turned. Times per tuple
 * are long for want of CPU then, so that what the twin takes to be full gains by more hosts as well.
 */
export function crowded(
  { prediction, capacityPerSecond }: Foreseen,
  changes: Changes,
  { evaluation, demand, hosts }: Asked,
): Foreseen {
  const now = evaluation.throughputPerSecond ?? 0;
  const { throughputPerSecond: range, completeLatencyMs: latency, completeLatencyP95Ms: p95 } = prediction;
  if (now <= 0 || range.mean <= 0) return { prediction, capacityPerSecond };
  const spread = spreadOf(changes, evaluation, hosts);
  const asked = demand.known
    ? demand.perSecond * throughputPerSpoutTuple(evaluation)
    : Number.POSITIVE_INFINITY;
  const relieved = spread > 1 ? Math.min((capacityPerSecond ?? range.mean) * spread, asked) : range.mean;
  const then = Math.min(now * spread, Math.max(range.mean, relieved));
  const isFull = now * spread <= asked;
  const slower =
    latency === null ? 1 : latencyMs({ changes, evaluation, latency, spread, then, isFull }) / latency.mean;
  return {
    capacityPerSecond: Math.min(now, capacityPerSecond ?? now) * spread,
    prediction: {
      ...prediction,
      limitedBy: isFull ? 'hosts' : prediction.limitedBy,
      assumes: `${prediction.assumes}; but that its hosts have none left, and each gives what it gives now`,
      throughputPerSecond: {
        mean: then,
        low: Math.min(then, range.low * Math.max(1, then / range.mean)),
        high: (range.high * then) / range.mean,
      },
      completeLatencyMs: latency === null ? null : times(latency, slower),
      completeLatencyP95Ms: p95 === null ? null : times(p95, slower),
    },
  };
}

interface Waiting {
  readonly changes: Changes;
  readonly evaluation: Evaluation;
  readonly latency: Range;
  readonly spread: number;
  /** Completed, tuples/s. */
  readonly then: number;
  readonly isFull: boolean;
}

/** Full hosts have all in flight that may be (Little's law); others are as much quicker as there are more of them. */
function latencyMs({ changes, evaluation, latency, spread, then, isFull }: Waiting): number {
  if (!isFull && spread === 1) return latency.mean;
  if (!isFull) return Math.min(latency.mean, (evaluation.completeLatencyMs ?? latency.mean) / spread);
  const inFlight = inFlightUnder(changes, evaluation);
  return inFlight === null ? latency.mean : Math.max(latency.mean / spread, (1000 * inFlight) / then);
}

function times({ mean, low, high }: Range, factor: number): Range {
  return { mean: mean * factor, low: low * factor, high: high * factor };
}
