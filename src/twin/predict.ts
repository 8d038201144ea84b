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
 * k / (1 + σ(k − 1)). σ ≈ 0.04 fits measured Storm grids (docs/design, section 5); 0 is executors that do not disturb each other,
 * such as ones that wait for I/O.
 */
const contention = { mean: 0.02, extremes: [0, 0.04] } as const;

/** Executors of each component after the change, by component name; those not named stay. */
export type Executors = Readonly<Record<string, number>>;

/** @returns null when the topology moved nothing in the window, or nothing measured limits it: there is nothing to scale from */
export function predict(evaluation: Evaluation, executors: Executors, demand: Demand): Prediction | null {
  const rate = spoutRate(evaluation);
  if (rate <= 0 || evaluation.throughputPerSecond === null || evaluation.throughputPerSecond <= 0)
    return null;
  // The model speaks of spout tuples; the throughput counts completed ones (or, without ackers, those at the last bolts).
  const completedPerTuple = evaluation.throughputPerSecond / rate;
  const before = bound(evaluation, {}, demand, contention.mean);
  const correction = correctionFor(before, rate, evaluation);
  const mean = bound(evaluation, executors, demand, contention.mean);
  const bounds = [mean, ...contention.extremes.map((sigma) => bound(evaluation, executors, demand, sigma))];
  const noise = Math.max(0.02, ...evaluation.components.map((c) => c.rateError ?? 0));
  if (!Number.isFinite(mean.throughputPerSecond)) return null;
  const throughput = (b: Bound): number => b.throughputPerSecond * correction.throughput * completedPerTuple;
  const latency = (b: Bound): number => b.responseSeconds * correction.latency * 1000;
  const latencies = bounds.map(latency);
  return {
    throughputPerSecond: rangeOf(throughput(mean), bounds.map(throughput), noise),
    completeLatencyMs:
      evaluation.completeLatencyMs === null || !latencies.every(Number.isFinite)
        ? null
        : rangeOf(latency(mean), latencies, noise),
    limitedBy: mean.limitedBy,
    assumes: assumptions(demand),
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

function assumptions(demand: Demand): string {
  const source = demand.known
    ? 'the source goes on as in the window'
    : `the source has more to give (now ${demand.because})`;
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

/** Measured over modelled at the present configuration (DRS's correction, Fu et al., ICDCS 2015), within reason. */
function correctionFor(
  before: Bound,
  rate: number,
  evaluation: Evaluation,
): { throughput: number; latency: number } {
  const within = (x: number, low: number, high: number): number => Math.max(low, Math.min(high, x));
  // Where pending and load leave the model unlimited there is nothing to compare with.
  const throughput = Number.isFinite(before.throughputPerSecond) ? rate / before.throughputPerSecond : 1;
  const modelled = before.responseSeconds * 1000;
  const measured = evaluation.completeLatencyMs;
  const latency = measured === null || !Number.isFinite(modelled) ? 1 : measured / modelled;
  return { throughput: within(throughput, 0.1, 1.1), latency: within(latency, 0.8, 2) };
}
