// Whether a topology that does not keep up may be short of CPU on its hosts, by what it shows and by what was tried.
import { addsExecutors } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import { type Crowding, type Hosts, isBehind } from '../outlook/index.js';
import type { Past } from '../policy/index.js';
import { type Demand, estimateDemand } from '../twin/index.js';

export interface CrowdingInput {
  readonly evaluation: Evaluation;
  readonly demand: Demand;
  /** The last windows of earlier configurations, oldest first. */
  readonly earlier: readonly Evaluation[];
  readonly failed: Past['failed'];
  /** Absent: not known. */
  readonly hosts: Hosts | undefined;
}

/** Chosen on 160 episodes of `train` (docs/experiments/policies.md). */
const chances = { nothingIsFull: 0.1, growthInVain: 0.5 } as const;
/** A bolt that is busy for less of its time is not what limits the topology. */
const fullFrom = 0.9;
/** Bolts that got more executors were to be relieved where they were as busy as that. */
const busyFrom = 0.75;
/** Less is no growth of the throughput. */
const leastGrowth = 1.1;

/** @returns null where nothing speaks for it, where another worker was tried and brought nothing, and where the hosts are not known */
export function crowdingOf({ evaluation, demand, earlier, failed, hosts }: CrowdingInput): Crowding | null {
  if (hosts === undefined || hosts.used === 0 || !isBehind(evaluation, demand)) return null;
  if (failed.some(({ directions }) => directions['workers'] === 'up')) return null;
  if (earlier.some((before) => before.workers < evaluation.workers && isAsBefore(before, evaluation)))
    return null;
  if (failed.some(({ directions }) => addsExecutors(directions)) || isInVain(earlier.at(-1), evaluation)) {
    return { chance: chances.growthInVain, because: 'more executors brought nothing', hosts };
  }
  const busiest = Math.max(
    0,
    ...evaluation.components.flatMap(({ kind, utilisation }) => (kind === 'spout' ? [] : [utilisation ?? 0])),
  );
  return busiest < fullFrom ? { chance: chances.nothingIsFull, because: 'nothing is full', hosts } : null;
}

/** It did not keep up then either, and hardly more comes through now. */
function isAsBefore(before: Evaluation, now: Evaluation): boolean {
  return (
    isBehind(before, estimateDemand(before)) &&
    (now.throughputPerSecond ?? 0) <= leastGrowth * (before.throughputPerSecond ?? 0)
  );
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
