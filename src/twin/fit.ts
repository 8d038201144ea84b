// Fits the model to one topology from its windows alone: as many beliefs as there are particles, weighted by how well they explain them.
import type { Evaluation } from '../metrics/index.js';
import { cycleOf, solve } from '../model/index.js';
import { type Believed, believe } from './believe.js';
import type { Layouts } from './layout.js';
import { distinct, type Observed, observedOf } from './observed.js';
import { particles } from './particle.js';
import type { Shape } from './shape.js';
import { spoutRate } from './spout-rate.js';
import { expirySeconds } from './timing-out.js';

export interface Weighted extends Believed {
  /** They sum to 1. */
  readonly weight: number;
}

export interface Twin {
  readonly now: Evaluation;
  /** The newest window of each configuration, now last. */
  readonly observations: readonly Observed[];
  readonly shape: Shape;
  readonly layouts: Layouts;
  readonly beliefs: readonly Weighted[];
  /** Seconds within which a tuple has to complete, where next to all are too late now; null where tuples do not time out. */
  readonly expirySeconds: number | null;
}

export type Fit = { readonly kind: 'twin'; readonly twin: Twin } | Unfit;

/** Why there is no twin, in words for the operator. */
export interface Unfit {
  readonly kind: 'unknown';
  readonly because: string;
  /** Whether something that no window tells may be what limits the topology, such as hosts without CPU left. */
  readonly isLimitedUnseen: boolean;
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
  const used = distinct(observations, mostObservations).flatMap((evaluation) => observedOf(evaluation) ?? []);
  const last = used.at(-1);
  if (last === undefined || last.evaluation !== now) {
    return unknown('the time per tuple of a bolt that works was not measured in this window');
  }
  const looped = namesInLoop(last.shape);
  if (looped.length > 0) return unknown(`its streams form a loop through ${looped.join(', ')}`);
  const names = last.shape.names.join();
  const sameComponents = used.filter(
    ({ shape }) => shape.names.join() === names && namesInLoop(shape).length === 0,
  );
  const fitted = particles.map((particle) => {
    const believed = believe(particle, sameComponents);
    return { ...believed, score: scoreOf(believed) };
  });
  const best = Math.max(...fitted.map(({ score }) => score));
  const off = fitted.map(({ residuals }) => residuals.at(-1)?.throughput ?? 0);
  if (off.every((one) => Math.abs(one) > largestMisfit)) return unexplained(off, now);
  const total = fitted.reduce((sum, { score }) => sum + Math.exp(score - best), 0);
  const beliefs = fitted.map(({ belief, residuals, score }) => ({
    belief,
    residuals,
    weight: Math.exp(score - best) / total,
  }));
  const late = lateAfter(last, beliefs);
  if (late === null && !isCompleting(now)) return failing(now);
  const { shape, layouts } = last;
  const twin = { now, observations: sameComponents, shape, layouts, beliefs, expirySeconds: late };
  return { kind: 'twin', twin };
}

/** The engines allow loops; the model puts each component after all that feed it. */
function namesInLoop({ names, streams }: Shape): string[] {
  return cycleOf(names.length, streams).map((i) => names[i] ?? '');
}

/** Less comes through than any belief has it; or more, which nothing limits. */
function unexplained(off: readonly number[], now: Evaluation): Unfit {
  if (off.every((one) => one > 0)) return unknown(moreThanModelled(now));
  const isLess = off.every((one) => one < 0) && (isCompleting(now) || expirySeconds(now) !== null);
  return (isLess ? limitedUnseen : unknown)(
    'no queueing model explains the measured throughput: something not measured limits the topology',
  );
}

/** As where what waits at the source is worked off, or the query for what is on offer tells too little. */
function moreThanModelled(now: Evaluation): string {
  const offered = now.external?.offeredPerSecond ?? null;
  const emitted = spoutRate(now);
  const more = 'no queueing model explains the measured throughput: more comes through than it should';
  if (offered === null || offered >= emitted) return more;
  return `${more}, as the source tells of ${Math.round(offered)} tuples/s on offer, and the spouts emit ${Math.round(emitted)}`;
}

/** The application fails them; or, where a limit tells that they are in flight for as long, they are too late for what no belief knows of. */
function failing(now: Evaluation): Unfit {
  return now.pendingLimit === null || expirySeconds(now) === null
    ? unknown('every tuple fails, and not for lack of time')
    : limitedUnseen('every tuple times out, and no queueing model explains why');
}

/** How well a belief explains all windows: the logarithm of its likelihood. */
function scoreOf({ residuals }: Believed): number {
  return residuals.reduce(
    (sum, r) => sum - ((r.throughput / misfit.throughput) ** 2 + (r.latency / misfit.latency) ** 2) / 2,
    0,
  );
}

/** What fails in time was failed by the application: then nothing is known of when tuples expire. */
function lateAfter({ evaluation, laid, rates }: Observed, beliefs: readonly Weighted[]): number | null {
  const expiry = expirySeconds(evaluation);
  if (expiry === null) return null;
  const seconds = beliefs.reduce(
    (sum, { belief, weight }) => sum + weight * solve(laid(belief), rates).responseSeconds,
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
  return { kind: 'unknown', because, isLimitedUnseen: false };
}

function limitedUnseen(because: string): Unfit {
  return { kind: 'unknown', because, isLimitedUnseen: true };
}

function sumOf(spouts: Evaluation['components']): number {
  return spouts.reduce((sum, { outputPerSecond }) => sum + outputPerSecond, 0);
}

function notIdentifiable(now: Evaluation): string | null {
  if (spoutRate(now) <= 0) return 'the spouts emitted nothing in this window';
  if (!isCompleting(now) && expirySeconds(now) === null) return 'nothing completed in this window';
  const working = now.components.filter(
    (c) => c.kind !== 'system' && (c.inputPerSecond ?? c.outputPerSecond) > 0,
  );
  const uncounted = working.filter((c) => c.kind === 'spout' && c.rateError === null);
  // A spout that now and then gives a tuple beside the others leaves what they give together well known.
  if (sumOf(uncounted) > largestRateError * spoutRate(now)) {
    return `the rate of ${uncounted.map(({ name }) => name).join(' and ')} is not known: too few tuples were counted`;
  }
  const rough = working.find((c) => (c.rateError ?? 0) > largestRateError);
  if (rough !== undefined) {
    return `the rate of ${rough.name} is known to ±${Math.round((rough.rateError ?? 0) * 100)} % only: too few tuples were counted`;
  }
  if (!working.some((c) => c.kind === 'bolt' && (c.executeLatencyMs ?? 0) > 0)) {
    return 'no bolt has a measurable time per tuple';
  }
  return null;
}
