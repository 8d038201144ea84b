// Fits the model to one topology from its windows alone: as many beliefs as there are particles, weighted by how well they explain them.
import type { Evaluation } from '../metrics/index.js';
import { solve } from '../model/index.js';
import { type Demand, estimateDemand, spoutRate } from './demand.js';
import { type Belief, depthOf, solverOf } from './layout.js';
import { type Particle, particles } from './particle.js';
import { type Shape, shapeOf } from './shape.js';
import { expirySeconds } from './timing-out.js';

/** How far one belief is off one observation: logarithms of measured over modelled. */
export interface Residual {
  readonly throughput: number;
  readonly latency: number;
}

export interface Weighted {
  readonly belief: Belief;
  /** They sum to 1. */
  readonly weight: number;
  /** Of each observation, the last one is now. */
  readonly residuals: readonly Residual[];
}

export interface Twin {
  readonly now: Evaluation;
  readonly observations: readonly { readonly evaluation: Evaluation; readonly shape: Shape }[];
  readonly shape: Shape;
  readonly beliefs: readonly Weighted[];
  /** Seconds within which a tuple has to complete, where next to all are too late now; null where tuples do not time out. */
  readonly expirySeconds: number | null;
}

export type Fit = { readonly kind: 'twin'; readonly twin: Twin } | Unfit;

/** Why there is no twin, in words for the operator. */
export interface Unfit {
  readonly kind: 'unknown';
  readonly because: string;
}

/** More than this relative error of a rate is chance, not measurement. */
const largestRateError = 0.3;
/** Spread of what the model explains of a real topology, as standard deviations of logarithms. */
const misfit = { throughput: 0.05, latency: 0.2 } as const;
/** A best belief that is off by more than this factor explains nothing. */
const largestMisfit = Math.log(2.5);
/** Configurations of the past that a fit looks at. */
const mostObservations = 8;

/**
 * @param observations evaluations of one topology, oldest first; the last one is now. Windows of the same configuration count once, the
 * newest of them.
 */
export function fitTwin(observations: readonly Evaluation[]): Fit {
  const now = observations.at(-1);
  if (now === undefined) return unknown('no window has been measured yet');
  const refused = notIdentifiable(now);
  if (refused !== null) return unknown(refused);
  const used = distinct(observations).flatMap((evaluation) => {
    const shape = shapeOf(evaluation);
    return shape === null ? [] : [{ evaluation, shape }];
  });
  const shape = used.at(-1)?.shape;
  if (shape === undefined || used.at(-1)?.evaluation !== now) {
    return unknown('the time per tuple of a bolt that works was not measured in this window');
  }
  const sameComponents = used.filter((one) => one.shape.names.join() === shape.names.join());
  const fitted = particles().map((particle) => believe(particle, shape, sameComponents));
  const best = Math.max(...fitted.map(({ score }) => score));
  const last = (one: (typeof fitted)[number]): Residual =>
    one.residuals.at(-1) ?? { throughput: 0, latency: 0 };
  if (fitted.every((one) => Math.abs(last(one).throughput) > largestMisfit)) {
    return unknown(
      'no queueing model explains the measured throughput: something not measured limits the topology',
    );
  }
  const total = fitted.reduce((sum, { score }) => sum + Math.exp(score - best), 0);
  const beliefs = fitted.map(({ belief, residuals, score }) => ({
    belief,
    residuals,
    weight: Math.exp(score - best) / total,
  }));
  const late = lateAfter(now, shape, beliefs);
  if (late === null && !isCompleting(now)) return unknown('every tuple fails, and not for lack of time');
  return { kind: 'twin', twin: { now, observations: sameComponents, shape, beliefs, expirySeconds: late } };
}

/** What fails in time was failed by the application: then nothing is known of when tuples expire. */
function lateAfter(now: Evaluation, shape: Shape, beliefs: readonly Weighted[]): number | null {
  const expiry = expirySeconds(now);
  if (expiry === null) return null;
  const rates = offeredRates(shape, demandOf(now));
  const seconds = beliefs.reduce(
    (sum, { belief, weight }) => sum + weight * solve(solverOf(shape, belief, {}), rates).responseSeconds,
    0,
  );
  return seconds < expiry ? null : expiry;
}

function isCompleting({ throughputPerSecond }: Evaluation): boolean {
  return throughputPerSecond !== null && throughputPerSecond > 0;
}

/** The same with the likeliest beliefs only: quicker to ask, a little less sure. */
export function slimmed(twin: Twin, beliefs: number): Twin {
  const likeliest = twin.beliefs.toSorted((a, b) => b.weight - a.weight).slice(0, beliefs);
  const total = likeliest.reduce((sum, { weight }) => sum + weight, 0);
  return { ...twin, beliefs: likeliest.map((one) => ({ ...one, weight: one.weight / total })) };
}

function unknown(because: string): Unfit {
  return { kind: 'unknown', because };
}

function notIdentifiable(now: Evaluation): string | null {
  if (spoutRate(now) <= 0) return 'the spouts emitted nothing in this window';
  if (!isCompleting(now) && expirySeconds(now) === null) return 'nothing completed in this window';
  const working = now.components.filter(
    (c) => c.kind !== 'system' && (c.inputPerSecond ?? c.outputPerSecond) > 0,
  );
  const rough = working.find((c) => (c.rateError ?? 0) > largestRateError);
  if (rough !== undefined) {
    return `the rate of ${rough.name} is known to ±${Math.round((rough.rateError ?? 0) * 100)} % only: too few tuples were counted`;
  }
  if (!working.some((c) => c.kind === 'bolt' && (c.executeLatencyMs ?? 0) > 0)) {
    return 'no bolt has a measurable time per tuple';
  }
  return null;
}

/** The newest window of each configuration, now last. */
function distinct(observations: readonly Evaluation[]): Evaluation[] {
  const newest = new Map<string, Evaluation>();
  for (const evaluation of observations) {
    const key = keyOf(evaluation);
    newest.delete(key);
    newest.set(key, evaluation);
  }
  return [...newest.values()].slice(-mostObservations);
}

function keyOf({ components, workers, pendingLimit, batches }: Evaluation): string {
  const executors = components.map((c) => [c.name, c.executors]);
  return JSON.stringify([executors, workers, pendingLimit, batches]);
}

type Observed = Twin['observations'][number];

function believe(
  particle: Particle,
  shape: Shape,
  observed: readonly Observed[],
): { belief: Belief; residuals: Residual[]; score: number } {
  const aloneSeconds = shape.names.map((_, i) => alone(particle, observed, i));
  let belief: Belief = { particle, aloneSeconds, hopSeconds: 0 };
  // What is left of the latency where no queue is full goes into the hops, once and then once more.
  for (let round = 0; round < 2; round++) {
    const missing = observed.flatMap((one) => missingHop(belief, one));
    if (missing.length === 0) break;
    belief = { ...belief, hopSeconds: Math.max(0, belief.hopSeconds + median(missing)) };
  }
  const residuals = observed.map((one) => residualOf(belief, one));
  const score = residuals.reduce(
    (sum, r) => sum - ((r.throughput / misfit.throughput) ** 2 + (r.latency / misfit.latency) ** 2) / 2,
    0,
  );
  return { belief, residuals, score };
}

/** Time in execute() of one executor without others beside it: median over the observations, within the error of the newest. */
function alone({ sigma, timeError }: Particle, observed: readonly Observed[], i: number): number {
  const times = observed.map(({ shape }) => {
    const k = shape.executors[i] ?? 1;
    return (shape.serviceSeconds[i] ?? 0) / (1 + sigma * (k - 1));
  });
  const name = observed.at(-1)?.shape.names[i];
  const component = observed.at(-1)?.evaluation.components.find((c) => c.name === name);
  return median(times) * Math.exp(timeError * Math.min(0.2, component?.rateError ?? 0.02));
}

function missingHop(belief: Belief, { evaluation, shape }: Observed): number[] {
  if (evaluation.completeLatencyMs === null) return [];
  const solution = solve(solverOf(shape, belief, {}), offeredRates(shape, demandOf(evaluation)));
  if (solution.limit.kind === 'component' || !Number.isFinite(solution.responseSeconds)) return [];
  // Where pending limits, the measured rate says how long the loop takes.
  return [(evaluation.completeLatencyMs / 1000 - solution.responseSeconds) / depthOf(shape)];
}

function residualOf(belief: Belief, { evaluation, shape }: Observed): Residual {
  const solution = solve(solverOf(shape, belief, {}), offeredRates(shape, demandOf(evaluation)));
  const latency = evaluation.completeLatencyMs;
  return {
    throughput: Math.log(shape.emittedPerSecond / Math.max(1e-9, solution.total)),
    latency:
      latency === null ||
      latency <= 0 ||
      !Number.isFinite(solution.responseSeconds) ||
      shape.pendingPerTask === null
        ? openLatency(latency, solution.responseSeconds)
        : Math.log(latency / 1000 / Math.max(1e-9, solution.responseSeconds)),
  };
}

function openLatency(latencyMs: number | null, modelledSeconds: number): number {
  if (latencyMs === null || latencyMs <= 0 || !Number.isFinite(modelledSeconds) || modelledSeconds <= 0)
    return 0;
  return Math.max(-1, Math.min(1, Math.log(latencyMs / 1000 / modelledSeconds)));
}

/** What the source had to give then: endless where the topology was held back. */
export function demandOf(evaluation: Evaluation): Demand {
  return estimateDemand(evaluation);
}

/** Offered rate of each spout of the shape, in their order. */
export function offeredRates({ spoutShare, kinds }: Shape, demand: Demand): number[] {
  return spoutShare.flatMap((share, i) => {
    if (kinds[i] !== 'spout') return [];
    return [demand.known ? demand.perSecond * share : Number.POSITIVE_INFINITY];
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0];
  return (low + high) / 2;
}
