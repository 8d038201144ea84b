// Fills a network: raises what the spouts emit until each has what is offered, or meets something full.
import { inFlightLimit } from './conclude.js';
import { load, pendingUse, served } from './load.js';
import type { Network } from './network.js';
import type { Solver } from './solver.js';

const tolerance = 1e-7;
/** Loads within this share of each other are the same. */
const same = 1e-9;
/** Stands for a load below full that is not known. */
const room = -0.5;
/** Stands for a load without end, over what is full. */
const mostAbove = 1e6;
/** What is that near to full holds back; the search ends a little below. */
const full = 0.999;
/** Where pending tuples hold back, those before a component this busy are what fills them. */
const busy = 0.85;
/** Shares of what is scarce settle within a few rounds. */
const rounds = 3;

/** One spout gets what there is. */
export function fillOne(solver: Solver, offeredPerSecond: ArrayLike<number>): void {
  solver.isSettled[0] = 0;
  solver.share[0] = 1;
  raise(solver, offeredPerSecond);
}

/**
 * Several spouts, by progressive filling (Bertsekas & Gallager 1992, max-min fairness): all are raised together until something is full;
 * those that it holds back are settled there, the others go on. What is scarce is shared in proportion to N / R.
 */
export function fillMany(solver: Solver, offeredPerSecond: ArrayLike<number>): void {
  const { share, isSettled } = solver;
  share.fill(1 / share.length);
  for (let round = 0; round < rounds; round++) {
    if (round > 0) shareOut(solver);
    isSettled.fill(0);
    for (let left = share.length; left > 0; ) {
      raise(solver, offeredPerSecond);
      const settled = settle(solver, offeredPerSecond);
      if (settled === 0) break;
      left -= settled;
    }
  }
}

/**
 * Largest T at which min(offered, share x T) of all that are not settled can be carried: first by executors and cores alone, then by pending
 * tuples below that. Both at once would bend where one takes over from the other, and a search by secants creeps towards such a point.
 */
function raise(solver: Solver, offeredPerSecond: ArrayLike<number>): void {
  // What holds back those that are settled is just full, and says nothing of the others.
  emit(solver, offeredPerSecond, 0);
  const without = solver.isSettled.includes(1) ? load(solver) : 0;
  const limit = Math.max(1, without);
  const servedAt = (t: number): number => {
    emit(solver, offeredPerSecond, t);
    const filled = served(solver);
    return without > full && filled <= without * (1 + same) ? room : filled / limit - 1;
  };
  const t = mostServed(servedAt, capacity(solver), enough(solver, offeredPerSecond));
  const pole = t / poleShare(solver, served(solver));
  const pendingAt = (y: number): number => {
    servedAt(pole * (1 - 1 / y));
    return pendingUse(solver) / limit - 1;
  };
  const atServed = pendingUse(solver) / limit - 1;
  if (atServed > 0) crossing(pendingAt, { value: 1, at: -1 }, { value: 1 / (1 - t / pole), at: atServed });
}

function emit({ emitted, share, isSettled }: Solver, offeredPerSecond: ArrayLike<number>, t: number): void {
  for (let s = 0; s < emitted.length; s++) {
    if (isSettled[s] === 0) emitted[s] = Math.min(offeredPerSecond[s]!, share[s]! * t);
  }
}

/** Asked last at the result. @param most enough for all that is offered */
function mostServed(servedAt: (t: number) => number, guess: number, most: number): number {
  let from: Point = { value: 0, at: -1 };
  let to: Point = { value: Math.min(most, guess), at: servedAt(Math.min(most, guess)) };
  // Spouts that have all that is offered leave room for the others.
  while (to.at <= 0 && to.value < most) {
    from = { value: to.value, at: Math.min(-tolerance, to.at) };
    const value = Math.min(most, 4 * to.value);
    to = { value, at: servedAt(value) };
  }
  return to.at <= 0 ? to.value : crossing(servedAt, from, to);
}

/**
 * T as a share of the rate at which queues would be without end, the pole: that is beyond where an executor is full, as by the arrival
 * theorem a tuple sees N - 1 of N. With y = 1 / (1 - T / pole), pending tuples are nearly straight in y, however steep they are in T.
 */
function poleShare({ network }: Solver, busiest: number): number {
  const n = Math.max(2, Math.min(1e9, inFlightLimit(network)));
  return (1 - 1 / n) * Math.max(1e-9, Math.min(1, busiest));
}

interface Point {
  readonly value: number;
  readonly at: number;
}

/**
 * Where a function that rises passes 0, by a bracketed secant search (Illinois). It is asked last at the result, where it is at most just above 0.
 * @param to where it is above 0
 */
function crossing(of: (value: number) => number, from: Point, to: Point): number {
  let { value: low, at: atLow } = from;
  let high = to.value;
  let atHigh = Math.min(mostAbove, to.at);
  let side = 0;
  for (let i = 0; i < 60 && high - low > tolerance * high; i++) {
    const middle = low + ((high - low) * -atLow) / (atHigh - atLow);
    const at = of(middle);
    if (Math.abs(at) < tolerance) return middle;
    if (at > 0) {
      high = middle;
      atHigh = Math.min(mostAbove, at);
      if (side === 1) atLow /= 2;
      side = 1;
    } else {
      low = middle;
      atLow = at;
      if (side === -1) atHigh /= 2;
      side = -1;
    }
  }
  of(low);
  return low;
}

/** T at which all that are not settled emit what is offered. */
function enough({ share, isSettled }: Solver, offeredPerSecond: ArrayLike<number>): number {
  let most = 0;
  for (let s = 0; s < share.length; s++) {
    if (isSettled[s] === 0) most = Math.max(most, offeredPerSecond[s]! / share[s]!);
  }
  return Math.min(1e9, most);
}

/** Settles those that have what is offered, and those that are held back by what is full. @returns how many */
function settle(solver: Solver, offered: ArrayLike<number>): number {
  const { network, solution, emitted, isSettled } = solver;
  const { components, acked } = network;
  const { busiest, nodeUse } = solution;
  const before = count(isSettled);
  // A full node holds back all, and the acker is everybody's. Where each thread has a core, the use of nodes is of the solve before.
  const isNodeFull = network.isCrowded && nodeUse.some((use) => use >= full);
  const isCommon = isNodeFull || (acked && busiest[components - 1]! >= full);
  for (let s = 0; s < emitted.length; s++) {
    if (isCommon || emitted[s]! >= offered[s]!) isSettled[s] = 1;
  }
  settleServed(solver, full, null);
  for (let s = 0; s < emitted.length; s++) {
    if (isSettled[s] === 1 || !isLooping(solver, s)) continue;
    // Those that share with it what fills its pending tuples are held back with it.
    isSettled[s] = 1;
    settleServed(solver, busy, s);
  }
  return count(isSettled) - before;
}

/** Whether it has as many tuples under way as it may. Without a limit it never has, and without ackers its mean is of the solve before. */
function isLooping({ network, emitted, completion }: Solver, s: number): boolean {
  const most = network.population[s]!;
  return Number.isFinite(most) && !(emitted[s]! * completion.mean[s]! < full * most);
}

/** Settles the spouts of which tuples come to components that busy, the acker apart. @param of only components that get tuples of this spout, too */
function settleServed({ network, solution, isSettled }: Solver, from: number, of: number | null): void {
  const { components, visits, acked } = network;
  for (let c = 0; c < (acked ? components - 1 : components); c++) {
    if (solution.busiest[c]! < from || (of !== null && visits[of * components + c]! === 0)) continue;
    for (let s = 0; s < isSettled.length; s++) if (visits[s * components + c]! > 0) isSettled[s] = 1;
  }
}

function count(flags: Uint8Array): number {
  let sum = 0;
  for (const flag of flags) sum += flag;
  return sum;
}

/** A first guess of T, at which some executor or node is more than full unless some spouts have less to offer. */
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
  for (let s = 0; s < share.length; s++) total += weightOf(network.population[s]!, completion.mean[s]!);
  for (let s = 0; s < share.length; s++) {
    share[s] = (share[s]! + weightOf(network.population[s]!, completion.mean[s]!) / total) / 2;
  }
}

function weightOf(n: number, meanSeconds: number): number {
  return Number.isFinite(n) ? n / Math.max(1e-9, meanSeconds) : 1;
}
