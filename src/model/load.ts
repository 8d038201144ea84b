// How full a network is at given rates of its spouts: executors, cores and pending tuples.
import { completionOf } from './completion.js';
import { inFlightLimit } from './conclude.js';
import { coreSlowdown } from './shared-cores.js';
import type { Solver } from './solver.js';

/** How full the network is at the emitted rates: the most used of executors, cores and pending tuples; 1 = just full. */
export function load(solver: Solver): number {
  return Math.max(served(solver), pendingUse(solver));
}

/** How busy the busiest of executors and cores is at the emitted rates; 1 = just full. */
export function served(solver: Solver): number {
  visit(solver);
  let full = 0;
  // Where each thread has a core, no node is fuller than the busiest of its executors.
  if (solver.network.isCrowded) {
    full = useNodes(solver);
    timeServices(solver);
  }
  return Math.max(full, serve(solver));
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
export function useNodes({ network, solution: { nodeUse }, rates, slowdown }: Solver): number {
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

/**
 * Tuples under way over those allowed, of the spout that has the least room left; those that are settled are not asked. Without ackers
 * none is counted.
 * @param solver after `served`
 */
export function pendingUse(solver: Solver): number {
  const { network, emitted, completion, isSettled } = solver;
  if (!network.acked) return 0;
  completionOf(solver, inFlightLimit(network));
  let full = 0;
  for (let s = 0; s < emitted.length; s++) {
    const n = network.population[s]!;
    if (isSettled[s] === 1 || !Number.isFinite(n)) continue;
    full = Math.max(full, (emitted[s]! * completion.mean[s]!) / n);
  }
  return full;
}

/** Time in execute() of all components at the slowdown of their nodes. */
export function timeServices(solver: Solver): void {
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
