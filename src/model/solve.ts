// Finds the steady state of a network: throughput, latency and utilisation under an offered load, closed while pending binds.
import { conclude } from './conclude.js';
import { fillMany, fillOne } from './fill.js';
import { load, timeServices, useNodes } from './load.js';
import { type Solution, standStill } from './solution.js';
import type { Solver } from './solver.js';

/**
 * Throughput X of each spout is the least of what is offered, what its pending tuples allow (Little's law, X R = N: Little 1961), and what
 * the executors and cores can carry. R comes from the arrival theorem in the form of Bard and Schweitzer (Schweitzer 1979): a tuple that
 * arrives in a closed network of N finds (N - 1) / N of the mean queue. Several spouts share what is scarce in proportion to N / R.
 * @param offeredPerSecond of each spout; Infinity = as much as can be taken
 * @returns the solver's own solution, written over by the next call
 */
export function solve(solver: Solver, offeredPerSecond: ArrayLike<number>): Solution {
  const { network, solution, emitted, isSettled, slowdown } = solver;
  const spouts = network.spouts.length;
  if (network.gcShare >= 1) return standStill(solution);
  let first = 0;
  for (let s = 0; s < spouts; s++) {
    const rate = offeredPerSecond[s]!;
    if (!(rate >= 0)) throw new RangeError(`offeredPerSecond of spout ${s} is ${rate}`);
    emitted[s] = rate;
    first += rate;
    isSettled[s] = 0;
  }
  if (!network.isCrowded) {
    for (let n = 0; n < slowdown.length; n++) slowdown[n] = 1 / network.nodeSpeed[n]!;
    timeServices(solver);
  }
  const isOpen = Number.isFinite(first) && load(solver) <= 1;
  if (!isOpen) {
    if (spouts === 1) fillOne(solver, offeredPerSecond);
    else fillMany(solver, offeredPerSecond);
  }
  if (!network.isCrowded) useNodes(solver);
  return conclude(solver, offeredPerSecond);
}
