// Predicts throughput and latency of another number of executors from a simple closed-network bound of the measured topology.

import { type ComponentEvaluation, type Evaluation, slowestPathMs } from '../metrics/index.js';
import { type Bound, closedNetworkBound, type Station } from '../model/index.js';
import { type Demand, spoutRate } from './demand.js';

export interface Range {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface Prediction {
  readonly throughputPerSecond: Range;
  /** null without ackers, or where the queue would grow without limit. */
  readonly completeLatencyMs: Range | null;
  /** `offered`, `pending`, or the component that would then be full. */
  readonly limitedBy: string;
  /** What the numbers rest on, in words for the operator. */
  readonly assumes: string;
}

/**
 * Contention of the Universal Scalability Law (Gunther 2007, "Guerrilla Capacity Planning", ch. 4): the gain of k executors is
 * k / (1 + σ(k − 1)). σ ≈ 0.04 fits measured Storm word counts (efficiency 0.91 at 2 executors, 0.74 at 8); 0 is executors that do not disturb each other,
 * such as ones that wait for I/O.
 */
const contention = { mean: 0.02, extremes: [0, 0.04] } as const;

/** Executors of each component after the change, by component name; those not named stay. */
export type Executors = Readonly<Record<string, number>>;

/** @returns null when the topology moved nothing in the window, or nothing measured limits it: there is nothing to scale from */
export function predict(evaluation: Evaluation, executors: Executors, demand: Demand): Prediction | null {
  const fitted = fitTo(evaluation, demand);
  if (fitted === null) return null;
  const mean = bound(evaluation, executors, demand, contention.mean);
  const bounds = [mean, ...contention.extremes.map((sigma) => bound(evaluation, executors, demand, sigma))];
  const latencies = bounds.map(fitted.latencyMs);
  if (!Number.isFinite(mean.throughputPerSecond)) return null;
  const noise = Math.max(0.02, ...evaluation.components.map((c) => c.rateError ?? 0));
  return {
    throughputPerSecond: rangeOf(fitted.throughput(mean), bounds.map(fitted.throughput), noise),
    completeLatencyMs:
      evaluation.completeLatencyMs === null || !latencies.every(Number.isFinite)
        ? null
        : rangeOf(fitted.latencyMs(mean), latencies, noise),
    limitedBy: mean.limitedBy,
    assumes: assumptions(evaluation, demand),
  };
}

/** What the topology could carry if the source had no end, tuples/s; null where predict is. */
export function capacityPerSecond(
  evaluation: Evaluation,
  executors: Executors,
  demand: Demand,
): number | null {
  const endless: Demand = { known: false, atLeastPerSecond: 0, because: 'asked for capacity' };
  const capacity = bound(evaluation, executors, endless, contention.mean);
  const throughput = fitTo(evaluation, demand)?.throughput(capacity);
  return throughput === undefined || !Number.isFinite(throughput) ? null : throughput;
}

interface Fit {
  readonly throughput: (b: Bound) => number;
  readonly latencyMs: (b: Bound) => number;
}

/**
 * Brings the model to what is measured at the present configuration, so that "no change" predicts just that (after the correction of
 * DRS, Fu et al., ICDCS 2015). Where the load limits, latency is off by what the model leaves out (hops, batches): a difference.
 * Where the loop is full, it follows from throughput by Little's law: a ratio.
 */
function fitTo(evaluation: Evaluation, demand: Demand): Fit | null {
  const rate = spoutRate(evaluation);
  const { throughputPerSecond: completed, completeLatencyMs: measuredMs } = evaluation;
  if (rate <= 0 || completed === null || completed <= 0) return null;
  const before = bound(evaluation, {}, demand, contention.mean);
  // Where pending and load leave the model unlimited there is nothing to compare with.
  const ratio = Number.isFinite(before.throughputPerSecond) ? rate / before.throughputPerSecond : 1;
  // The model speaks of spout tuples; the throughput counts completed ones (or, without ackers, those at the last bolts).
  const scale = (Math.max(0.1, Math.min(1.1, ratio)) * completed) / rate;
  const modelledMs = before.responseSeconds * 1000;
  const comparable = measuredMs !== null && Number.isFinite(modelledMs);
  const isOpen = before.limitedBy === 'offered';
  const offsetMs = comparable && isOpen ? measuredMs - modelledMs : 0;
  const latencyRatio = comparable && !isOpen ? Math.max(0.8, Math.min(2, measuredMs / modelledMs)) : 1;
  return {
    throughput: (b) => b.throughputPerSecond * scale,
    latencyMs: (b) => Math.max(0, b.responseSeconds * 1000 * latencyRatio + offsetMs),
  };
}

/** Contention makes a topology with more executors worse than without, one with fewer better: so the extremes are sought. */
function rangeOf(mean: number, all: readonly number[], noise: number): Range {
  return {
    mean,
    low: Math.min(...all) * Math.max(0, 1 - 2 * noise),
    high: Math.max(...all) * (1 + 2 * noise),
  };
}

function assumptions(evaluation: Evaluation, demand: Demand): string {
  const spouts = evaluation.components.filter((c) => c.kind === 'spout').length;
  const source = demand.known
    ? 'the source goes on as in the window'
    : `the source has more to give (now ${demand.because})${spouts > 1 ? ', for all spouts alike' : ''}`;
  return `a simple closed-network bound, if ${source} and the nodes have CPU to spare`;
}

function bound(evaluation: Evaluation, executors: Executors, demand: Demand, sigma: number): Bound {
  return closedNetworkBound({
    stations: stations(evaluation, executors, sigma),
    pending: evaluation.pendingLimit,
    offeredPerSecond: demand.known ? demand.perSecond : null,
    baseResponseSeconds: Math.max(0.001, slowestPathMs(evaluation.components) / 1000),
  });
}

/** Bolts and the acker as stations; a component whose time per tuple is unknown limits nothing. */
function stations(evaluation: Evaluation, executors: Executors, sigma: number): Station[] {
  const rate = spoutRate(evaluation);
  return evaluation.components
    .filter((c) => c.kind !== 'spout' && (c.inputPerSecond ?? 0) > 0)
    .map((c) => ({
      name: c.name,
      executors: effectiveExecutors(c, executorsAfter(c, executors), sigma),
      serviceSeconds: (c.executeLatencyMs ?? 0) / 1000,
      visits: (c.inputPerSecond ?? 0) / rate,
    }));
}

function executorsAfter(c: ComponentEvaluation, executors: Executors): number {
  return (Object.hasOwn(executors, c.name) ? executors[c.name] : undefined) ?? c.executors;
}

/** Executors as the measured ones would count: contention relative to now, and uneven input as it is now. */
function effectiveExecutors(c: ComponentEvaluation, after: number, sigma: number): number {
  const contended = (k: number): number => k / (1 + sigma * Math.max(0, k - 1));
  const now = Math.max(1, c.executors);
  return (now * (contended(after) / contended(now))) / unevenness(c);
}

/** Skew that is more than sampling noise. */
function unevenness(c: ComponentEvaluation): number {
  const noise = 1.05 + 4 * (c.rateError ?? 0);
  return c.skew !== null && c.skew > noise ? c.skew : 1;
}
