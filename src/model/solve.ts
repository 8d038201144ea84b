// Finds the steady state of a network: throughput, latency and utilisation under an offered load, closed while pending binds.
import { completionOf } from './completion.js';
import { conclude, inFlightLimit } from './conclude.js';
import type { Network } from './network.js';
import { coreSlowdown } from './shared-cores.js';
import { type Solution, standStill } from './solution.js';
import type { Solver } from './solver.js';

const tolerance = 1e-7;

/**
 * Throughput X of each spout is the least of what is offered, what its pending tuples allow (Little's law, X R = N: Little 1961), and what
 * the executors and cores can carry. R comes from the arrival theorem in the form of Bard and Schweitzer (Schweitzer 1979): a tuple that
 * arrives in a closed network of N finds (N - 1) / N of the mean queue. Several spouts share what is scarce in proportion to N / R.
 * @param offeredPerSecond of each spout; Infinity = as much as can be taken
 * @returns the solver's own solution, written over by the next call
 */
export function solve(solver: Solver, offeredPerSecond: ArrayLike<number>): Solution {
  const { network, solution, emitted, share, slowdown } = solver;
  const spouts = network.spouts.length;
  if (network.gcShare >= 1) return standStill(solution);
  let first = 0;
  for (let s = 0; s < spouts; s++) {
    const rate = offeredPerSecond[s]!;
    if (!(rate >= 0)) throw new RangeError(`offeredPerSecond of spout ${s} is ${rate}`);
    emitted[s] = rate;
    first += rate;
    share[s] = 1 / spouts;
  }
  if (!network.isCrowded) {
    for (let n = 0; n < slowdown.length; n++) slowdown[n] = 1 / network.nodeSpeed[n]!;
    timeServices(solver);
  }
  const isOpen = Number.isFinite(first) && load(solver) <= 1;
  if (!isOpen) {
    // The shares of several spouts settle within a few rounds; one spout has all.
    for (let round = 0; round < (spouts === 1 ? 1 : 4); round++) {
      if (round > 0) shareOut(solver);
      fill(solver, offeredPerSecond);
    }
  }
  if (!network.isCrowded) useNodes(solver);
  return conclude(solver, offeredPerSecond);
}

/** Largest T at which min(offered, share x T) of all spouts can be carried, by a bracketed secant search (Illinois). */
function fill(solver: Solver, offeredPerSecond: ArrayLike<number>): void {
  let low = 0;
  let high = capacity(solver);
  const at = (t: number): number => {
    for (let s = 0; s < solver.emitted.length; s++) {
      solver.emitted[s] = Math.min(offeredPerSecond[s]!, solver.share[s]! * t);
    }
    const full = load(solver);
    // Between -1 and 1 and nearly straight, where the load itself has a pole: the secant then needs few steps.
    return Number.isFinite(full) ? (full - 1) / (full + 1) : 1;
  };
  let atLow = -1;
  let atHigh = at(high);
  if (atHigh <= 0) return;
  let side = 0;
  for (let i = 0; i < 60 && high - low > tolerance * high; i++) {
    const t = low + ((high - low) * -atLow) / (atHigh - atLow);
    const value = at(t);
    if (Math.abs(value) < tolerance / 2) return;
    if (value > 0) {
      high = t;
      atHigh = value;
      if (side === 1) atLow /= 2;
      side = 1;
    } else {
      low = t;
      atLow = value;
      if (side === -1) atHigh /= 2;
      side = -1;
    }
  }
  at(low);
}

/** Upper bound of T: at it some executor or node is more than full. */
function capacity({ network, share }: Solver): number {
  const { components, spouts, visits, stationStart, stationShare, cpuSeconds, waitSeconds } = network;
  const speed = fastest(network);
  let most = 0;
  for (let c = 0; c < components; c++) {
    let perT = 0;
    for (let s = 0; s < spouts.length; s++) perT += share[s]! * visits[s * components + c]!;
    // Nodes may be faster than 1; twice the bound is still a bound.
    const seconds = cpuSeconds[c]! / speed + waitSeconds[c]!;
    for (let i = stationStart[c]!; i < stationStart[c + 1]!; i++) {
      most = Math.max(most, perT * stationShare[i]! * seconds);
    }
  }
  const free = inFlightLimit(network);
  const hops = Math.max(1e-9, network.ackerHop);
  return Math.min(
    1e9,
    1.01 * Math.min(most > 0 ? 1 / most : Number.POSITIVE_INFINITY, free / hops) * spouts.length,
  );
}

function fastest({ nodeSpeed }: Network): number {
  let best = 0;
  for (let n = 0; n < nodeSpeed.length; n++) best = Math.max(best, nodeSpeed[n]!);
  return best;
}

/** After a round: spouts with short trees get more, as each refills its own pending tuples. */
function shareOut({ network, share, completion }: Solver): void {
  let total = 0;
  for (let s = 0; s < share.length; s++) {
    const n = network.population[s]!;
    const weight = Number.isFinite(n) ? n / Math.max(1e-9, completion.mean[s]!) : 1;
    share[s] = (share[s]! + weight) / 2 || weight;
    total += share[s]!;
  }
  for (let s = 0; s < share.length; s++) share[s]! /= total;
}

/** How full the network is at the emitted rates: the most used of executors, cores and pending tuples; 1 = just full. */
function load(solver: Solver): number {
  const { network } = solver;
  visit(solver);
  let full = 0;
  // Where each thread has a core, no node is fuller than the busiest of its executors.
  if (network.isCrowded) {
    full = useNodes(solver);
    timeServices(solver);
  }
  full = Math.max(full, serve(solver));
  if (network.acked) {
    completionOf(solver, inFlightLimit(network));
    full = Math.max(full, pendingUse(solver));
  }
  return full;
}

/** Rates of all components from what the spouts emit. */
function visit({ network: { components, spouts, visits }, emitted, rates }: Solver): void {
  for (let c = 0; c < components; c++) {
    let rate = 0;
    for (let s = 0; s < spouts.length; s++) rate += emitted[s]! * visits[s * components + c]!;
    rates[c] = rate;
  }
}

/** Use and slowdown of each node by the CPU of all components; the use of the fullest is returned. */
function useNodes({ network, solution: { nodeUse }, rates, slowdown }: Solver): number {
  const { components, cpuSeconds, stationStart, stationShare, stationCount, stationNode } = network;
  const { nodeCores, nodeSpeed, nodeThreads } = network;
  nodeUse.fill(0);
  for (let c = 0; c < components; c++) {
    const cpu = rates[c]! * cpuSeconds[c]!;
    if (cpu === 0) continue;
    for (let i = stationStart[c]!; i < stationStart[c + 1]!; i++) {
      nodeUse[stationNode[i]!]! += cpu * stationShare[i]! * stationCount[i]!;
    }
  }
  let full = 0;
  for (let n = 0; n < nodeUse.length; n++) {
    const use = nodeUse[n]! / (nodeCores[n]! * nodeSpeed[n]!);
    nodeUse[n] = use;
    if (use > full) full = use;
    slowdown[n] = coreSlowdown(nodeCores[n]!, nodeThreads[n]!, Math.min(1, use)) / nodeSpeed[n]!;
  }
  return full;
}

/** Tuples under way over those allowed. Of several spouts, those with room left do not make up for those without: all must be full. */
function pendingUse({ network, emitted, completion }: Solver): number {
  let allowed = 0;
  let underWay = 0;
  for (let s = 0; s < emitted.length; s++) {
    const n = network.population[s]!;
    if (!Number.isFinite(n)) continue;
    const own = emitted[s]! * completion.mean[s]!;
    if (emitted.length === 1) return own / n;
    allowed += n;
    underWay += own;
  }
  return allowed === 0 ? 0 : underWay / allowed;
}

/** Time in execute() of all components at the slowdown of their nodes. */
function timeServices(solver: Solver): void {
  const { network, slowdown, busiestSeconds } = solver;
  const { serviceSeconds } = solver.solution;
  const { components, cpuSeconds, waitSeconds } = network;
  const { stationStart, stationShare, stationCount, stationNode } = network;
  for (let c = 0; c < components; c++) {
    let [mean, most] = [0, 0];
    for (let i = stationStart[c]!; i < stationStart[c + 1]!; i++) {
      const service = cpuSeconds[c]! * slowdown[stationNode[i]!]! + waitSeconds[c]!;
      const seconds = service * stationShare[i]!;
      mean += seconds * stationCount[i]!;
      if (seconds > most) most = seconds;
    }
    serviceSeconds[c] = mean;
    busiestSeconds[c] = most;
  }
}

/** Busy executors of all components at their rates; the busiest executor's utilisation is returned. */
function serve({ network, solution, rates, used, busiestSeconds }: Solver): number {
  const { components } = network;
  const { busiest, serviceSeconds } = solution;
  let full = 0;
  for (let c = 0; c < components; c++) {
    const rate = rates[c]!;
    used[c] = rate * serviceSeconds[c]!;
    const most = rate * busiestSeconds[c]!;
    busiest[c] = most;
    if (most > full) full = most;
  }
  return full;
}
