// The utility of one window, the reward of every policy: 0 as good as the reference, ±1/3 twice as good or as bad.
import { ownShares, ownValue } from './own-parts.js';
import {
  type Contributions,
  type Objective,
  type Part,
  type Performance,
  parts,
  type Reference,
  valueParts,
} from './types.js';

/** A part that is 2^3 = 8 times as good as the reference counts 1. */
const doublingsForFull = 3;
/** This many seconds of pause in an hour count −1. */
const fullPauseSeconds = 300;
const brokenSloPenalty = 0.5;

const clamp1 = (x: number): number => Math.max(-1, Math.min(1, x));

/**
 * U = clamp1(Σ wᵢsᵢ / Σ wᵢ − v), v = 0.5 × share of the configured SLOs that are broken. With a function of the site its value less that of the
 * reference stands in place of the weighted mean.
 * @returns −1 … 1; null when no weighted part can be computed
 */
export function utility(
  performance: Performance,
  objective: Objective,
  reference: Partial<Reference>,
): number | null {
  if (objective.own !== undefined) return ownUtility(performance, objective, reference);
  const each = contributions(performance, objective, reference);
  return each === null ? null : clamp1(sumOf(each));
}

/** The utility before it is clamped: what parts are compared by where all is as bad, or as good, as the utility can tell. */
export function sumOf(each: Contributions): number {
  return valueParts.reduce((sum, part) => sum + each[part], 0);
}

/** What each part adds to the utility before that is clamped; null when no weighted part can be computed. */
export function contributions(
  performance: Performance,
  objective: Objective,
  reference: Partial<Reference>,
): Contributions | null {
  if (objective.own !== undefined) return ownContributions(performance, objective, reference);
  const scores = partScores(performance, objective, reference);
  const weights = parts.reduce((sum, p) => (scores[p] === null ? sum : sum + objective.weights[p]), 0);
  if (weights === 0) return null;
  const of = (part: Part): number => (objective.weights[part] * (scores[part] ?? 0)) / weights;
  return {
    throughput: of('throughput'),
    latency: of('latency'),
    cost: of('cost'),
    stability: of('stability'),
    slo: sloPart(performance, objective),
  };
}

/** Whatever the function says, standing still is the worst there is. */
function ownUtility(
  performance: Performance,
  objective: Objective,
  reference: Partial<Reference>,
): number | null {
  if (isStandingStill(performance, reference)) return -1;
  const value = ownValue(performance, objective, reference);
  return value === null ? null : clamp1(clamp1(value) + sloPart(performance, objective));
}

function ownContributions(
  performance: Performance,
  objective: Objective,
  reference: Partial<Reference>,
): Contributions | null {
  const slo = sloPart(performance, objective);
  if (isStandingStill(performance, reference))
    return { throughput: -1, latency: 0, cost: 0, stability: 0, slo };
  const shares = ownShares(performance, objective, reference);
  return shares === null ? null : { ...shares, slo };
}

/** Nothing comes through; but where nothing is on offer either, there is nothing to judge. */
function isStandingStill({ throughputPerSecond: x }: Performance, reference: Partial<Reference>): boolean {
  return x !== null && x <= 0 && reference.throughputPerSecond !== 0;
}

function sloPart(performance: Performance, objective: Objective): number {
  return -brokenSloPenalty * brokenSloShare(performance, objective);
}

/** The score of each part, −1 … 1; null where it is unknown or does not apply, and its weight is dropped. */
export function partScores(
  performance: Performance,
  objective: Objective,
  reference: Partial<Reference>,
): Readonly<Record<Part, number | null>> {
  const { throughputPerSecond: x, completeLatencyMs: r } = performance;
  const r0 = objective.slo.completeLatencyMs ?? reference.completeLatencyMs;
  // Standing still is the worst there is, whatever the reference, and also before there is one; but for a source that has nothing to give.
  const better = isStandingStill(performance, reference) ? -1 : score(x, reference.throughputPerSecond);
  const slower = performance.acking ? score(r, r0) : null;
  const dearer = score(performance.costPerHour, reference.costPerHour);
  return {
    throughput: better,
    latency: slower === null ? null : -slower,
    cost: dearer === null ? null : -dearer,
    stability: -Math.min(1, performance.pauseSecondsLastHour / fullPauseSeconds),
  };
}

/** clamp1(log2(value / reference) / 3). Nothing at all scores −1; without a positive reference there is no score. */
function score(value: number | null, reference: number | undefined): number | null {
  if (value === null || reference === undefined || reference <= 0) return null;
  return value <= 0 ? -1 : clamp1(Math.log2(value / reference) / doublingsForFull);
}

/** Of the configured SLOs; one that cannot be judged is not broken. */
function brokenSloShare(performance: Performance, objective: Objective): number {
  const { slo } = objective;
  const configured = [slo.completeLatencyMs, slo.minThroughputPerSecond].filter((x) => x !== undefined);
  return configured.length === 0 ? 0 : brokenSlos(performance, objective).length / configured.length;
}

/** Names of the SLOs that a performance breaks. */
export function brokenSlos(performance: Performance, { slo }: Objective): (keyof Objective['slo'])[] {
  const { completeLatencyMs: latency, throughputPerSecond: throughput, acking } = performance;
  const broken: (keyof Objective['slo'])[] = [];
  if (slo.completeLatencyMs !== undefined && acking && latency !== null && latency > slo.completeLatencyMs) {
    broken.push('completeLatencyMs');
  }
  if (
    slo.minThroughputPerSecond !== undefined &&
    throughput !== null &&
    throughput < slo.minThroughputPerSecond
  ) {
    broken.push('minThroughputPerSecond');
  }
  return broken;
}

/** C = executors × executorPerHour + workers × workerPerHour; ackers are executors too. */
export function costPerHour(executors: number, workers: number, prices: Objective['prices']): number {
  return executors * prices.executorPerHour + workers * prices.workerPerHour;
}
