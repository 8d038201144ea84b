// The model beside the simulation on one random topology: what each says, and how far they are apart.
import { createSolver, layOut, type Solution, solve } from '../../../src/model/index.js';
import { type RandomTopology, randomTopology } from '../../../src/simulator/random-topology.js';
import { setupOf } from './from-model.js';
import { simulate } from './simulate.js';
import type { DesResult } from './types.js';

export interface Effort {
  /** Trees measured, and events simulated at most. */
  readonly trees: number;
  readonly maxEvents: number;
}

/** Absolute percentage errors of the model, the simulation being right. */
export interface Errors {
  readonly throughput: number;
  readonly meanLatency: number;
  readonly p95Latency: number;
}

export interface Comparison {
  readonly seed: number;
  readonly errors: Errors;
  readonly simulated: DesResult;
  readonly limit: string;
}

export function simulated(random: RandomTopology, seed: number, { trees, maxEvents }: Effort): DesResult {
  const { topology, configuration, hardware, offeredPerSecond } = random;
  const spoutTasks = topology.components.reduce(
    (n, { kind, tasks }) => n + (kind === 'spout' ? tasks : 0),
    0,
  );
  // A full loop has settled once all its tuples have been replaced twice.
  const warmUpTrees = 2000 + 2 * (configuration.pendingPerTask ?? 0) * spoutTasks;
  return simulate(setupOf(topology, configuration, hardware, offeredPerSecond), {
    seed,
    warmUpTrees,
    trees,
    maxEvents,
  });
}

export function modelled({ topology, configuration, hardware, offeredPerSecond }: RandomTopology): Solution {
  return solve(createSolver(layOut(topology, configuration, hardware)), offeredPerSecond);
}

export function errorsOf(model: Solution, { total, meanSeconds, p95Seconds }: DesResult): Errors {
  const percent = (said: number, found: number): number => 100 * Math.abs(said / found - 1);
  return {
    throughput: percent(model.total, total),
    meanLatency: percent(model.responseSeconds, meanSeconds),
    p95Latency: percent(model.p95Seconds, p95Seconds),
  };
}

export function compare(seed: number, effort: Effort): Comparison {
  const random = randomTopology(seed);
  const result = simulated(random, seed, effort);
  const model = modelled(random);
  return { seed, errors: errorsOf(model, result), simulated: result, limit: model.limit.kind };
}

/** Median and quartiles, by the nearest rank. */
export function quartiles(values: readonly number[]): {
  readonly low: number;
  readonly median: number;
  readonly high: number;
} {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}
