// What a change costs: the pause, the backlog it builds, and when the gain has paid for it.
import {
  type ChangeEngine,
  type ChangeStep,
  changeCost,
  changePhases,
  changeTimings,
  slowed,
  startedShare,
  type UpdateExtent,
} from '../model/index.js';
import { noExperience, type RestartExperience } from './restarts.js';

export interface Price {
  /** Rebalances, each of which restarts all workers of the topology. */
  readonly restarts: number;
  /** Without throughput, drain wait included. */
  readonly pauseSeconds: number;
  /** Until the backlog of the pause is worked off; null when the load on offer is not known or cannot be caught up with. */
  readonly catchUpSeconds: number | null;
  /** After which the gain has made up for the pause and the catch-up; null when there is no gain. */
  readonly breakEvenSeconds: number | null;
  /** Restarts seen on this cluster that the pause rests on; 0: a table of restarts measured elsewhere. */
  readonly restartsSeen: number;
  /** Heron, where it is known what is where: what the update starts anew, and the share of all processes that this is. */
  readonly update?: (UpdateExtent & { readonly startedShare: number }) | undefined;
}

export interface PriceInput {
  readonly engine: ChangeEngine;
  /** The restarts, in order. */
  readonly steps: readonly ChangeStep[];
  readonly workers: number;
  readonly waitSeconds: number;
  /** Load on offer, tuples/s; null when unknown. */
  readonly offeredPerSecond: number | null;
  /** What the changed topology could carry, tuples/s. */
  readonly capacityPerSecond: number;
  /** Utility that each second without throughput costs. */
  readonly lostEachSecond: number | null;
  /** Utility after the change, its pause apart, less the utility now. */
  readonly utilityGain: number | null;
  readonly experience?: RestartExperience | undefined;
  /** Heron; absent: everything starts anew. */
  readonly update?: UpdateExtent | undefined;
}

export function priceOf(input: PriceInput): Price {
  const { offeredPerSecond, capacityPerSecond, steps, engine, update, experience = noExperience } = input;
  const { pauseSeconds, catchUpSeconds } = changeCost(
    changePhases(input, slowed(changeTimings[engine], experience.factor)),
    offeredPerSecond ?? 0,
    capacityPerSecond,
    0,
  );
  const isKnown = offeredPerSecond !== null && Number.isFinite(catchUpSeconds);
  return {
    restarts: steps.length,
    pauseSeconds,
    catchUpSeconds: isKnown ? catchUpSeconds : null,
    breakEvenSeconds: breakEven(pauseSeconds + (isKnown ? catchUpSeconds : 0), input),
    restartsSeen: experience.seen,
    ...(update === undefined ? {} : { update: { ...update, startedShare: startedShare(update) } }),
  };
}

function breakEven(lostSeconds: number, { lostEachSecond, utilityGain }: PriceInput): number | null {
  if (lostEachSecond === null || utilityGain === null || utilityGain <= 0) return null;
  return (lostSeconds * lostEachSecond) / utilityGain;
}
