// Objectives of an episode: presets and random weights, with and without SLOs that a good configuration keeps.
import type { Objective } from '../../objective/index.js';
import type { Random } from '../../util/index.js';
import { between, pick, scaled } from './draw.js';
import type { ObjectiveFamily } from './family.js';

/** What SLOs are set by. */
export interface Attainable {
  /** Complete latency with room everywhere, milliseconds. */
  readonly latencyMs: number;
  /** The least that is offered, tuples/s. */
  readonly leastPerSecond: number;
}

type Weights = Objective['weights'];

const presets: readonly [Weights, ...Weights[]] = [
  { throughput: 1, latency: 0.5, cost: 0.2, stability: 0.3 },
  { throughput: 1, latency: 0, cost: 0.1, stability: 0.2 },
  { throughput: 0.3, latency: 1, cost: 0.1, stability: 0.2 },
  { throughput: 0.3, latency: 0.3, cost: 1, stability: 0.2 },
];

export function drawObjective(random: Random, family: ObjectiveFamily, attainable: Attainable): Objective {
  const isUsual = family === 'usual';
  const weights = isUsual
    ? random.uniform() < 0.4
      ? pick(random, presets)
      : randomWeights(random)
    : oneSidedWeights(random);
  const [latencyShare, throughputShare] = isUsual ? [0.5, 0.35] : [0.8, 0.8];
  const times = isUsual ? scaled(random, 1.6, 8) : scaled(random, 1.25, 2.5);
  const slo = {
    ...(random.uniform() < latencyShare ? { completeLatencyMs: attainable.latencyMs * times } : {}),
    ...(random.uniform() < throughputShare
      ? { minThroughputPerSecond: attainable.leastPerSecond * between(random, 0.6, 0.95) }
      : {}),
  };
  const ratio = isUsual ? scaled(random, 1, 15) : pick(random, [0.3, 40]);
  return { weights, slo, prices: { executorPerHour: 0.01, workerPerHour: 0.01 * ratio }, reference: {} };
}

function randomWeights(random: Random): Weights {
  return {
    throughput: between(random, 0.2, 1),
    latency: between(random, 0, 1),
    cost: between(random, 0, 0.8),
    stability: between(random, 0.1, 0.4),
  };
}

/** One part counts for nearly everything. */
function oneSidedWeights(random: Random): Weights {
  const small = (): number => between(random, 0, 0.1);
  const weights = {
    throughput: small(),
    latency: small(),
    cost: small(),
    stability: between(random, 0, 0.6),
  };
  return { ...weights, [pick(random, ['throughput', 'latency', 'cost'])]: 1 };
}
