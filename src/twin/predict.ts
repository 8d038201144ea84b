// What a fitted twin says of another configuration: throughput, latency and utilisation, each with a low and a high.
import { type Solution, solve } from '../model/index.js';
import type { Residual } from './believe.js';
import type { Demand } from './demand.js';
import type { Twin, Weighted } from './fit.js';
import { after, type Laid, type TwinChange } from './layout.js';
import { offeredRates } from './observed.js';
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

/** One value for each of what is predicted. */
export interface Expected {
  readonly throughputPerSecond: number;
  /** null without ackers, or where the queue would grow without limit. */
  readonly completeLatencyMs: number | null;
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
  /** Completed, tuples/s. */
  readonly throughput: number;
  readonly latencySeconds: number;
  readonly p95Seconds: number;
}

/** What the twin says of one change, its capacity included. */
export interface Foreseen {
  readonly prediction: Prediction;
  /** What the topology could carry if the source had no end, tuples/s completed; null where nothing measured limits it. */
  readonly capacityPerSecond: number | null;
}

/** Every prediction of a twin is made of a solution of the model for each belief. */
export function predict(twin: Twin, change: TwinChange, demand: Demand): Prediction {
  return predictedAt(askedOf(twin, change), demand);
}

/** The means that `predict` gives, without the ranges and words that a search of many configurations does not look at. */
export function expected(twin: Twin, change: TwinChange, demand: Demand): Expected {
  const asked = askedOf(twin, change);
  const outcomes = outcomesAt(asked, demand);
  const throughput = weightedMean(outcomes, (o) => o.throughput);
  return {
    throughputPerSecond: Math.min(ceilingOf(asked, demand), throughput),
    completeLatencyMs: isTimedIn(twin, outcomes)
      ? weightedMean(outcomes, (o) => o.latencySeconds * 1000)
      : null,
  };
}

/** What the topology could carry if the source had no end, tuples/s completed; null where nothing measured limits it. */
export function capacityPerSecond(twin: Twin, change: TwinChange): number | null {
  return capacityAt(askedOf(twin, change));
}

/** Both of them: a source without a known end is asked for its capacity as it is. */
export function foresee(twin: Twin, change: TwinChange, demand: Demand): Foreseen {
  const asked = askedOf(twin, change);
  const prediction = predictedAt(asked, demand);
  const capacity = demand.known ? capacityAt(asked) : finite(prediction.throughputPerSecond.mean);
  return { prediction, capacityPerSecond: capacity };
}

/** One question to a twin: a change, laid out. */
interface Asked {
  readonly twin: Twin;
  readonly change: TwinChange;
  readonly laid: Laid;
  readonly near: Near;
  /** Share of the emitted tuples that complete now. */
  readonly completed: number;
}

function askedOf(twin: Twin, change: TwinChange): Asked {
  const completed = (twin.now.throughputPerSecond ?? 0) / twin.shape.emittedPerSecond;
  return { twin, change, laid: twin.layouts.under(change), near: nearest(twin, change), completed };
}

function capacityAt(asked: Asked): number | null {
  const endless: Demand = { known: false, atLeastPerSecond: 0, because: 'asked for capacity' };
  return finite(weightedMean(outcomesAt(asked, endless), (o) => o.throughput));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function predictedAt(asked: Asked, demand: Demand): Prediction {
  const { twin, near } = asked;
  const { shape } = twin;
  const limits = new Map<string, number>();
  const busiest = new Float64Array(shape.names.length);
  const outcomes = outcomesAt(asked, demand, (solution, weight) => {
    const limitedBy = nameOf(twin, solution);
    limits.set(limitedBy, (limits.get(limitedBy) ?? 0) + weight);
    for (let c = 0; c < busiest.length; c++) {
      busiest[c] = (busiest[c] ?? 0) + weight * (solution.busiest[c] ?? 0);
    }
  });
  const [limitedBy] = [...limits].reduce((most, one) => (one[1] > most[1] ? one : most));
  const isTimed = isTimedIn(twin, outcomes);
  const latency = (of: (o: Outcome) => number): Range | null =>
    isTimed ? rangeOf(outcomes, (o) => of(o) * 1000, spreadOf(twin, near, unexplained.latency)) : null;
  return {
    throughputPerSecond: rangeOf(
      outcomes,
      (o) => o.throughput,
      spreadOf(twin, near, unexplained.throughput),
      ceilingOf(asked, demand),
    ),
    completeLatencyMs: latency((o) => o.latencySeconds),
    completeLatencyP95Ms: latency((o) => o.p95Seconds),
    utilisation: Object.fromEntries(shape.names.map((name, c) => [name, busiest[c] ?? 0])),
    limitedBy,
    assumes: assumptions(twin, demand),
  };
}

/** @param onSolved told of each solution, which holds until the next one */
function outcomesAt(
  asked: Asked,
  demand: Demand,
  onSolved?: (solution: Solution, weight: number) => void,
): Outcome[] {
  const { beliefs, shape } = asked.twin;
  const rates = offeredRates(shape, demand);
  return beliefs.map((one) => {
    const solution = solve(asked.laid(one.belief), rates);
    onSolved?.(solution, one.weight);
    return outcomeOf(asked, one, solution, demand);
  });
}

function isTimedIn({ now }: Twin, outcomes: readonly Outcome[]): boolean {
  return now.completeLatencyMs !== null && outcomes.every((o) => Number.isFinite(o.latencySeconds));
}

function spreadOf(
  { now }: Twin,
  { doublings }: Near,
  { here, perDoubling }: { readonly here: number; readonly perDoubling: number },
): number {
  const sampling = now.components.reduce((most, c) => Math.max(most, c.rateError ?? 0), 0);
  return Math.hypot(here, sampling, perDoubling * doublings);
}

/** No more comes through than is on offer, tuples/s completed; Infinity where that is not known. */
function ceilingOf({ twin, near, completed }: Asked, demand: Demand): number {
  if (!demand.known) return Number.POSITIVE_INFINITY;
  const share = twin.expirySeconds === null ? completed : 1;
  return demand.perSecond * share * (1 + 2 * spreadOf(twin, near, unexplained.throughput));
}

function outcomeOf(asked: Asked, one: Weighted, solution: Solution, demand: Demand): Outcome {
  const { twin, change, near, completed } = asked;
  const residual = nearby(one.residuals, near);
  const { throughput, latencySeconds } = corrected(solution, residual, demand, isBounded(twin, change));
  const p95Seconds = latencySeconds * (solution.p95Seconds / solution.responseSeconds);
  const inTime = twin.expirySeconds !== null && p95Seconds < twin.expirySeconds;
  return {
    weight: one.weight,
    throughput: throughput * (inTime ? 1 : completed),
    latencySeconds,
    p95Seconds,
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
