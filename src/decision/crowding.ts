// Whether a topology that does not keep up may be short of CPU on its hosts, by what it shows and by what was tried.
import { addsExecutors } from '../knobs/index.js';
import type { ComponentEvaluation, Evaluation } from '../metrics/index.js';
import { type Crowding, type Hosts, isBehind } from '../outlook/index.js';
import { isOneKeyed, type Past } from '../policy/index.js';
import { type Demand, estimateDemand, spoutRate } from '../twin/index.js';

export interface CrowdingInput {
  readonly evaluation: Evaluation;
  readonly demand: Demand;
  /** The last windows of earlier configurations, oldest first. */
  readonly earlier: readonly Evaluation[];
  readonly failed: Past['failed'];
  /** Absent: not known. */
  readonly hosts: Hosts | undefined;
  /** Whether no model explains the window, so that what no window tells may limit it; asked only where the topology does not keep up. */
  readonly isLimitedUnseen: () => boolean;
}

/** Chosen on 160 episodes of `train` (docs/experiments/what-was-tried.md). */
const chances = { nothingIsFull: 0.1, growthInVain: 0.5 } as const;
/** A bolt that is busy for less of its time is not what limits the topology. */
const fullFrom = 0.9;
/** Bolts that got more executors were to be relieved where they were as busy as that. */
const busyFrom = 0.75;
/** Less is no growth of the throughput. */
const leastGrowth = 1.1;

/** @returns null where nothing speaks for it, where another worker was tried and brought nothing, and where the hosts are not known */
export function crowdingOf(input: CrowdingInput): Crowding | null {
  const { evaluation, demand, earlier, failed, hosts, isLimitedUnseen } = input;
  if (hosts === undefined || hosts.used === 0 || !isBehind(evaluation, demand)) return null;
  const isWorkerInVain = wasWorkerInVain(input);
  if (isLimitedUnseen()) return unexplained(evaluation, isWorkerInVain ? { ...hosts, free: 0 } : hosts);
  if (isWorkerInVain) return null;
  if (failed.some(({ directions }) => addsExecutors(directions)) || isInVain(earlier.at(-1), evaluation)) {
    return { chance: chances.growthInVain, because: 'more executors brought nothing', hosts };
  }
  const busiest = Math.max(
    0,
    ...evaluation.components.flatMap((one) =>
      one.kind === 'spout' || isBeyondExecutors(one) ? [] : [one.utilisation ?? 0],
    ),
  );
  return busiest < fullFrom ? { chance: chances.nothingIsFull, because: 'nothing is full', hosts } : null;
}

/** More executors would not relieve it: all of its tasks have one, or one key gets nearly all. Then only a quicker host would. */
function isBeyondExecutors(one: ComponentEvaluation): boolean {
  return one.kind === 'bolt' && (one.executors >= one.tasks || isOneKeyed(one));
}

function wasWorkerInVain({ evaluation, earlier, failed }: CrowdingInput): boolean {
  return (
    failed.some(({ directions }) => directions['workers'] === 'up') ||
    earlier.some((before) => before.workers < evaluation.workers && isAsBefore(before, evaluation))
  );
}

/** Without another host there is still something to do where every tuple is too late: fewer in flight. */
function unexplained({ throughputPerSecond }: Evaluation, hosts: Hosts): Crowding | null {
  const isLate = throughputPerSecond === 0;
  return hosts.free > 0 || isLate ? { chance: 1, because: 'no model explains it', hosts } : null;
}

/** It did not keep up then either, and hardly more comes through now. */
function isAsBefore(before: Evaluation, now: Evaluation): boolean {
  return isBehind(before, estimateDemand(before)) && !isMoreThan(before, now);
}

/** More completes; where nothing did and nothing does, more is taken from the source. */
function isMoreThan(before: Evaluation, now: Evaluation): boolean {
  const [then, completed] = [before.throughputPerSecond ?? 0, now.throughputPerSecond ?? 0];
  return then > 0 || completed > 0
    ? completed > leastGrowth * then
    : spoutRate(now) > leastGrowth * spoutRate(before);
}

/** Busy bolts were given more executors, on as many workers, and hardly more came through. */
function isInVain(before: Evaluation | undefined, now: Evaluation): boolean {
  if (before === undefined || before.workers !== now.workers || !isAsBefore(before, now)) return false;
  return now.components.some(({ kind, name, executors }) => {
    const then = before.components.find((one) => one.name === name);
    return (
      kind === 'bolt' &&
      then !== undefined &&
      executors > then.executors &&
      (then.utilisation ?? 0) > busyFrom
    );
  });
}
