// What a fitted twin says of another configuration: throughput, latency and utilisation, each with a low and a high.
import { type Solution, solve } from '../model/index.js';
import type { Demand } from './demand.js';
import { offeredRates, type Residual, type Twin, type Weighted } from './fit.js';
import { after, solverOf, type TwinChange } from './layout.js';
import { type Range, rangeOf, type Sample, weightedMean } from './range.js';

export interface Prediction {
  readonly throughputPerSecond: Range;
  /** null without ackers, or where the queue would grow without limit. */
  readonly completeLatencyMs: Range | null;
  readonly completeLatencyP95Ms: Range | null;
  /** Busy share of the busiest executor, by component. */
  readonly utilisation: Readonly<Record<string, number>>;
  /** `offered`, `pending`, or the component that would then be full. */
  readonly limitedBy: string;
  /** What the numbers rest on, in words for the operator. */
  readonly assumes: string;
}

/**
 * Spread of outcomes that no belief covers, as standard deviation of a logarithm: so much at the observed configuration, and more for each
 * doubling away from the nearest one. Chosen on simulated topologies (docs/experiments/fidelity.md tells the coverage on others).
 */
const unexplained = {
  throughput: { here: 0.015, perDoubling: 0.025 },
  latency: { here: 0.05, perDoubling: 0.07 },
} as const;

/** Of two observations, the one that is a doubling nearer counts so many times as much (as a power of e). */
const nearness = 2;

interface Outcome extends Sample {
  readonly throughput: number;
  readonly latencySeconds: number;
  readonly p95Seconds: number;
  readonly limitedBy: string;
  readonly busiest: readonly number[];
}

/** Every prediction of a twin is made of 32 solutions of the model: about a third of a millisecond for five components. */
export function predict(twin: Twin, change: TwinChange, demand: Demand): Prediction {
  const near = nearest(twin, change);
  const outcomes = twin.beliefs.map((one) => outcomeOf(twin, one, change, demand, near));
  const completed = (twin.now.throughputPerSecond ?? 0) / twin.shape.emittedPerSecond;
  const { expirySeconds: expiry } = twin;
  const completedOf = ({ p95Seconds }: Outcome): number =>
    expiry !== null && p95Seconds < expiry ? 1 : completed;
  const sampling = Math.max(...twin.now.components.map((c) => c.rateError ?? 0));
  const spread = (of: { here: number; perDoubling: number }): number =>
    Math.hypot(of.here, sampling, of.perDoubling * near.doublings);
  const ceiling = demand.known
    ? demand.perSecond * (expiry === null ? completed : 1) * (1 + 2 * spread(unexplained.throughput))
    : undefined;
  const isTimed =
    twin.now.completeLatencyMs !== null && outcomes.every((o) => Number.isFinite(o.latencySeconds));
  const latency = (of: (o: Outcome) => number): Range | null =>
    isTimed ? rangeOf(outcomes, (o) => of(o) * 1000, spread(unexplained.latency)) : null;
  const limits = new Map<string, number>();
  for (const { limitedBy, weight } of outcomes) limits.set(limitedBy, (limits.get(limitedBy) ?? 0) + weight);
  const [limitedBy] = [...limits].reduce((most, one) => (one[1] > most[1] ? one : most));
  return {
    throughputPerSecond: rangeOf(
      outcomes,
      (o) => o.throughput * completedOf(o),
      spread(unexplained.throughput),
      ceiling,
    ),
    completeLatencyMs: latency((o) => o.latencySeconds),
    completeLatencyP95Ms: latency((o) => o.p95Seconds),
    utilisation: Object.fromEntries(
      twin.shape.names.map((name, i) => [name, weightedMean(outcomes, (o) => o.busiest[i] ?? 0)]),
    ),
    limitedBy,
    assumes: assumptions(twin, demand),
  };
}

/** What the topology could carry if the source had no end, tuples/s completed; null where nothing measured limits it. */
export function capacityPerSecond(twin: Twin, change: TwinChange): number | null {
  const endless: Demand = { known: false, atLeastPerSecond: 0, because: 'asked for capacity' };
  const { throughputPerSecond } = predict(twin, change, endless);
  return Number.isFinite(throughputPerSecond.mean) ? throughputPerSecond.mean : null;
}

function outcomeOf(twin: Twin, one: Weighted, change: TwinChange, demand: Demand, near: Near): Outcome {
  const { shape } = twin;
  const solution = solve(solverOf(shape, one.belief, change), offeredRates(shape, demand));
  const { throughput, latencySeconds } = corrected(
    solution,
    nearby(one.residuals, near),
    demand,
    isBounded(twin, change),
  );
  return {
    weight: one.weight,
    throughput,
    latencySeconds,
    p95Seconds: latencySeconds * (solution.p95Seconds / solution.responseSeconds),
    limitedBy: nameOf(twin, solution),
    busiest: shape.names.map((_, i) => solution.busiest[i] ?? 0),
  };
}

/** Brought to what was measured nearby, as DRS corrects its estimates (Fu et al., ICDCS 2015). */
function corrected(
  { total, responseSeconds, limit }: Solution,
  residual: Residual,
  demand: Demand,
  bounded: boolean,
): { throughput: number; latencySeconds: number } {
  const isOffered = limit.kind === 'offered';
  const most = demand.known ? demand.perSecond : Number.POSITIVE_INFINITY;
  const throughput = limit.kind === 'offered' ? total : Math.min(most, total * Math.exp(residual.throughput));
  const grows = !isOffered && !bounded;
  return {
    throughput,
    latencySeconds: grows ? Number.POSITIVE_INFINITY : responseSeconds * Math.exp(residual.latency),
  };
}

/** Without a limit of pending tuples the queue of an overloaded topology grows for as long as it lasts. */
function isBounded({ shape }: Twin, { pendingPerTask }: TwinChange): boolean {
  return (pendingPerTask === undefined ? shape.pendingPerTask : pendingPerTask) !== null;
}

interface Near {
  /** Weight of each observation; they sum to 1. */
  readonly weights: readonly number[];
  /** How many doublings (or halvings) of settings the nearest observation is away. */
  readonly doublings: number;
}

function nearby(residuals: readonly Residual[], { weights }: Near): Residual {
  const mean = (of: (residual: Residual) => number): number =>
    residuals.reduce((sum, residual, i) => sum + (weights[i] ?? 0) * of(residual), 0);
  return { throughput: mean((r) => r.throughput), latency: mean((r) => r.latency) };
}

function nearest({ observations, shape: now }: Twin, change: TwinChange): Near {
  const executorsAfter = now.names.map((name, i) => after(change, name) ?? now.executors[i] ?? 1);
  const pendingAfter = change.pendingPerTask === undefined ? now.pendingPerTask : change.pendingPerTask;
  const doublings = (from: number, to: number): number => Math.abs(Math.log2(to / from));
  const distances = observations.map(({ shape }) => {
    const executors = executorsAfter.reduce((sum, k, i) => sum + doublings(shape.executors[i] ?? 1, k), 0);
    const workers = doublings(shape.workers, change.workers ?? now.workers);
    const pending = doublings(shape.pendingPerTask ?? unlimited, pendingAfter ?? unlimited);
    return executors + workers + pending / 2;
  });
  const least = Math.min(...distances);
  const raw = distances.map((d) => Math.exp(-nearness * (d - least)));
  const total = raw.reduce((sum, w) => sum + w, 0);
  return { weights: raw.map((w) => w / total), doublings: least };
}

/** Pending tuples that stand for no limit when configurations are compared. */
const unlimited = 100_000;

function nameOf({ shape }: Twin, { limit }: Solution): string {
  switch (limit.kind) {
    case 'offered':
    case 'pending':
      return limit.kind;
    case 'component':
      return shape.names[limit.component] ?? '__acker';
    case 'cores':
    case 'memory':
      return limit.kind;
  }
}

function assumptions({ shape, observations, now }: Twin, demand: Demand): string {
  const spouts = shape.kinds.filter((kind) => kind === 'spout').length;
  const source = demand.known
    ? `the source goes on as in the window`
    : `the source has more to give (now ${demand.because})${spouts > 1 ? ', for all spouts alike' : ''}`;
  const windows =
    observations.length === 1
      ? `the window of ${Math.round(now.window.seconds)} s`
      : `${observations.length} configurations`;
  return `a queueing model fitted to ${windows}, if ${source} and the nodes have CPU to spare`;
}
