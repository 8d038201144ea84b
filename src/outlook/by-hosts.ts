// What is foreseen where no queueing model explains a topology that does not keep up: what its hosts give now, for so many times as many.
import type { Changes } from '../knobs/index.js';
import { type Evaluation, slowestPathMs } from '../metrics/index.js';
import {
  type Demand,
  expirySeconds,
  type Foreseen,
  type Range,
  spoutRate,
  throughputPerSpoutTuple,
} from '../twin/index.js';
import { type Hosts, spreadOf } from './crowding.js';
import { inFlightUnder, pendingKnob } from './in-flight.js';

/** What may be in flight has to take less than this share of the time after which tuples are given up, or some are late by chance. */
const inTime = 0.5;
/** A tuple needs some time more than its bolts. */
const leastMs = 1;

/** Whether hosts alone say what these changes bring: more workers, and what may be in flight. */
export function isOfHosts(changes: Changes, { workers }: Evaluation): boolean {
  const turned = Object.entries(changes);
  return (
    turned.length > 0 &&
    turned.every(([knob, value]) => knob === pendingKnob || (knob === 'workers' && value >= workers))
  );
}

interface Seen {
  readonly evaluation: Evaluation;
  readonly demand: Demand;
  readonly hosts: Hosts;
}

/**
 * Another host brings as much as each gives now, half of it at the bad end of the ranges. Where every tuple is too late, so few in flight
 * that they are through before they are given up (Little's law) complete, and more do not.
 */
export function foreseenByHosts(changes: Changes, { evaluation, demand, hosts }: Seen): Foreseen {
  const spread = spreadOf(changes, evaluation, hosts);
  const perTuple = throughputPerSpoutTuple(evaluation);
  const completed = evaluation.throughputPerSecond ?? 0;
  const now = completed > 0 ? completed : perTuple * spoutRate(evaluation);
  const asked = demand.known ? perTuple * demand.perSecond : Number.POSITIVE_INFINITY;
  const inFlight = inFlightUnder(changes, evaluation);
  const throughputFor = (times: number): number =>
    completed > 0 || isThroughInTime(inFlight, evaluation, (now * times) / perTuple)
      ? Math.min(now * times, asked)
      : 0;
  const capacity = now * spread;
  const isFull = capacity <= asked;
  const [mean, low] = [throughputFor(spread), throughputFor((1 + spread) / 2)];
  return {
    capacityPerSecond: capacity,
    prediction: {
      throughputPerSecond: { mean, low: low * throttleOf(inFlight, evaluation), high: mean },
      completeLatencyMs: latencyOf(evaluation, { spread, inFlight, capacity, isFull }),
      completeLatencyP95Ms: null,
      utilisation: {},
      limitedBy: isFull ? 'hosts' : 'offered',
      assumes:
        'that its hosts have no CPU left, as no queueing model explains what is measured, and each gives what it gives now',
    },
  };
}

/** @returns whether so many in flight, of so many tuples/s of the spouts, take less time than tuples are given */
export function isThroughInTime(inFlight: number | null, evaluation: Evaluation, perSecond: number): boolean {
  const expiry = expirySeconds(evaluation);
  return inFlight !== null && expiry !== null && inFlight < inTime * expiry * perSecond;
}

/** At the bad end what completes needs all that is in flight now, and fewer of them let less through; where nothing completes, nobody needs them. */
function throttleOf(inFlight: number | null, evaluation: Evaluation): number {
  const { throughputPerSecond, pendingLimit, pendingUse } = evaluation;
  if (inFlight === null || pendingLimit === null || (throughputPerSecond ?? 0) <= 0) return 1;
  return Math.min(1, inFlight / Math.max(1, pendingLimit * Math.min(1, pendingUse ?? 1)));
}

interface Then {
  readonly spread: number;
  readonly inFlight: number | null;
  /** Completed, tuples/s. */
  readonly capacity: number;
  readonly isFull: boolean;
}

/** Full hosts have all in flight that may be (Little's law). Others take the time in the bolts; but what nothing relieved takes what it takes now. */
function latencyOf(evaluation: Evaluation, { spread, inFlight, capacity, isFull }: Then): Range | null {
  const { acking, components, completeLatencyMs, window } = evaluation;
  if (!acking) return null;
  const now = completeLatencyMs ?? 1000 * window.seconds;
  const inBolts = Math.max(leastMs, slowestPathMs(components));
  const filled = inFlight === null || capacity <= 0 ? now : (1000 * inFlight) / capacity;
  const isRelieved = spread > 1 || completeLatencyMs === null;
  const mean = isFull ? Math.max(inBolts, filled) : isRelieved ? inBolts : now;
  return { low: Math.min(mean, inBolts), mean, high: Math.max(mean, now) };
}
