// From rates to a solution: response times and their spread, failed tuples, and what limits.
import { completionOf } from './completion.js';
import type { Network } from './network.js';
import { gammaAt, gammaTail, normalQuantile } from './quantile.js';
import type { Limit, Solution } from './solution.js';
import type { Solver } from './solver.js';

const offered: Limit = { kind: 'offered' };
const pending: Limit = { kind: 'pending' };
const [median, ninetyFifth, ninetyNinth] = [0.5, 0.95, 0.99].map(normalQuantile) as [number, number, number];
/** Where pending binds, a component this busy is what makes it bind. */
const fullUtilisation = 0.85;

/** Of the rates that were found; everything else of the solution is written here. */
export function conclude(solver: Solver, offeredPerSecond: ArrayLike<number>): Solution {
  const { network, solution, emitted, completion } = solver;
  if (!network.acked) completionOf(solver, Number.POSITIVE_INFINITY);
  for (let c = 0; c < network.components; c++)
    solution.utilisation[c] = solver.used[c]! / network.executors[c]!;
  let total = 0;
  let weighted = 0;
  let variance = 0;
  let isShort = false;
  for (let s = 0; s < emitted.length; s++) {
    const rate = emitted[s]!;
    // One that emits nothing counts for nothing, however long its tuples would take.
    if (isHeldBack(solver, s, offeredPerSecond[s]!)) isShort = true;
    if (rate === 0) continue;
    total += rate;
    weighted += rate * completion.mean[s]!;
    variance += rate * completion.variance[s]!;
  }
  solution.limit = isShort ? limitOf(solver) : offered;
  let mean = total > 0 ? weighted / total : completion.mean[0]!;
  variance = total > 0 ? variance / total : completion.variance[0]!;
  if (isShort && total > 0) {
    // A full loop: what the formulas leave of N, or have too much, waits before whatever is full (X R = N).
    const littleSeconds = underWay(solver, offeredPerSecond) / total;
    variance = fullVariance(solution, mean, variance, littleSeconds);
    if (solution.limit.kind === 'component') {
      addQueue(solution, solution.limit.component, littleSeconds - mean);
    }
    mean = littleSeconds;
  }
  return describe(solver, total, mean, variance);
}

/** Less than is offered; or all of it to a hair, with something so exactly full that by the formulas its queue has no end. */
function isHeldBack({ emitted, completion }: Solver, s: number, offeredPerSecond: number): boolean {
  const rate = emitted[s]!;
  return rate < offeredPerSecond * (1 - 1e-6) || (rate > 0 && !Number.isFinite(completion.mean[s]!));
}

/** Tuples under way: all that a spout is allowed where it is held back, and what its rate makes of it elsewhere. */
function underWay(solver: Solver, offeredPerSecond: ArrayLike<number>): number {
  const { network, emitted, completion } = solver;
  if (!Number.isFinite(inFlightLimit(network))) return buffered(solver, network.components);
  let tuples = 0;
  for (let s = 0; s < emitted.length; s++) {
    if (emitted[s] === 0) continue;
    const isShort = isHeldBack(solver, s, offeredPerSecond[s]!);
    tuples += isShort ? network.population[s]! : emitted[s]! * completion.mean[s]!;
  }
  return tuples;
}

function fullVariance(
  { limit, serviceSeconds }: Solution,
  mean: number,
  variance: number,
  full: number,
): number {
  // By the formulas a queue without end, or one so near to it that its numbers mean nothing: what there really is fills buffers.
  if (!(mean < 2 * full) || !Number.isFinite(variance)) return (full * full) / 4;
  if (mean >= full) return variance;
  return limit.kind === 'component' ? variance + (full - mean) * serviceSeconds[limit.component]! : variance;
}

function describe(
  { network, solution, emitted }: Solver,
  total: number,
  mean: number,
  variance: number,
): Solution {
  solution.responseSeconds = mean;
  solution.responseDeviation = Math.sqrt(variance);
  const failed = gammaTail(mean, variance, network.configuration.messageTimeoutSeconds);
  solution.failedShare = network.acked ? failed : 0;
  for (let s = 0; s < emitted.length; s++) solution.throughput[s] = emitted[s]! * (1 - solution.failedShare);
  solution.total = total * (1 - solution.failedShare);
  solution.inFlight = total * mean;
  const isSpread = mean > 0 && variance > 0;
  solution.p50Seconds = isSpread ? gammaAt(mean, variance, median) : mean;
  solution.p95Seconds = isSpread ? gammaAt(mean, variance, ninetyFifth) : mean;
  solution.p99Seconds = isSpread ? gammaAt(mean, variance, ninetyNinth) : mean;
  return solution;
}

function addQueue({ queueSeconds }: Solution, c: number, seconds: number): void {
  const before = queueSeconds[c]!;
  queueSeconds[c] = Number.isFinite(before) && Number.isFinite(seconds) ? Math.max(0, before + seconds) : 0;
}

/** Without a pending limit the receive queues fill up before what is full: with backpressure no more than they hold is under way. */
function buffered({ network, solution }: Solver, components: number): number {
  const { limit } = solution;
  const { receiveBuffer } = network.configuration;
  if (limit.kind !== 'component') return receiveBuffer;
  let visits = 0;
  for (let s = 0; s < network.spouts.length; s++) visits += network.visits[s * components + limit.component]!;
  return (
    (receiveBuffer * network.executors[limit.component]!) / Math.max(1e-9, visits / network.spouts.length)
  );
}

function limitOf({ network, solution }: Solver): Limit {
  let busiest = -1;
  let most = 0;
  for (let c = 0; c < network.components; c++) {
    if (solution.busiest[c]! > most) {
      most = solution.busiest[c]!;
      busiest = c;
    }
  }
  for (let n = 0; n < solution.nodeUse.length; n++) {
    if (solution.nodeUse[n]! > Math.max(fullUtilisation, 0.98 * most)) return { kind: 'cores', node: n };
  }
  return most >= fullUtilisation || !Number.isFinite(inFlightLimit(network))
    ? { kind: 'component', component: busiest }
    : pending;
}

/** Most tuples under way, over all spouts. */
export function inFlightLimit({ population }: Network): number {
  let n = 0;
  for (let s = 0; s < population.length; s++) n += population[s]!;
  return n;
}
