// What a particle has to take for true of a topology so that it explains the windows, and how far it is off each of them.
import { contention, defaultHardware, type Solution, solve } from '../model/index.js';
import type { Belief } from './layout.js';
import type { Observed } from './observed.js';
import type { Particle } from './particle.js';

/** How far one belief is off one observation: logarithms of measured over modelled. */
export interface Residual {
  readonly throughput: number;
  readonly latency: number;
}

export interface Believed {
  readonly belief: Belief;
  /** Of each observation, the last one is now. */
  readonly residuals: readonly Residual[];
}

/** Hops are known when they change by no more than this share. */
const sameHop = 1e-12;

export function believe(particle: Particle, observed: readonly Observed[]): Believed {
  let belief: Belief = { particle, aloneSeconds: alone(particle, observed), hopSeconds: 0 };
  let answers = observed.map((one) => answerOf(belief, one));
  // What is left of the latency where no queue is full goes into the hops, once and then once more.
  for (let round = 0; round < 2; round++) {
    const missing = answers.flatMap(missingHop);
    if (missing.length === 0) break;
    const hopSeconds = Math.max(0, belief.hopSeconds + median(missing));
    const isKnown = Math.abs(hopSeconds - belief.hopSeconds) <= sameHop * hopSeconds;
    if (isKnown) break;
    belief = { ...belief, hopSeconds };
    answers = observed.map((one) => answerOf(belief, one));
  }
  return { belief, residuals: answers.map(residualOf) };
}

/** Time in execute() of each component's executor without others beside it: median over the observations, within the error of the newest. */
function alone({ sigma, timeError }: Particle, observed: readonly Observed[]): number[] {
  const now = observed.at(-1);
  if (now === undefined) return [];
  return now.shape.names.map((_, i) => {
    // Where nothing came no time was measured; as 0 it would count as work that takes none.
    const working = observed.filter(({ shape }) => (shape.rates[i] ?? 0) > 0);
    const times = (working.length > 0 ? working : observed).map(({ shape }) => {
      const together = contention(shape.executors[i] ?? 1, sigma, defaultHardware.kappa);
      return (shape.serviceSeconds[i] ?? 0) / together;
    });
    return median(times) * Math.exp(timeError * Math.min(0.2, now.shape.rateErrors[i] ?? 0.02));
  });
}

/** What of a solution a fit needs; the solver writes over the rest. */
interface Modelled {
  readonly of: Observed;
  readonly total: number;
  readonly responseSeconds: number;
  readonly limit: Solution['limit']['kind'];
}

function answerOf(belief: Belief, of: Observed): Modelled {
  const { total, responseSeconds, limit } = solve(of.laid(belief), of.rates);
  return { of, total, responseSeconds, limit: limit.kind };
}

function missingHop({ limit, responseSeconds, of: { evaluation, depth } }: Modelled): number[] {
  const { completeLatencyMs } = evaluation;
  if (completeLatencyMs === null || limit === 'component' || !Number.isFinite(responseSeconds)) return [];
  // Where pending limits, the measured rate says how long the loop takes.
  return [(completeLatencyMs / 1000 - responseSeconds) / depth];
}

function residualOf({ total, responseSeconds, of: { evaluation, shape } }: Modelled): Residual {
  const latency = evaluation.completeLatencyMs;
  return {
    throughput: Math.log(shape.emittedPerSecond / Math.max(1e-9, total)),
    latency:
      latency === null || latency <= 0 || !Number.isFinite(responseSeconds) || shape.pendingPerTask === null
        ? openLatency(latency, responseSeconds)
        : Math.log(latency / 1000 / Math.max(1e-9, responseSeconds)),
  };
}

function openLatency(latencyMs: number | null, modelledSeconds: number): number {
  if (latencyMs === null || latencyMs <= 0 || !Number.isFinite(modelledSeconds) || modelledSeconds <= 0)
    return 0;
  return Math.max(-1, Math.min(1, Math.log(latencyMs / 1000 / modelledSeconds)));
}

function median(values: readonly number[]): number {
  const [first = 0] = values;
  if (values.length === 1) return first;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0];
  return (low + high) / 2;
}
