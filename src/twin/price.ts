// What a change costs at first: the pause, the backlog it builds, and when the gain has paid for it.

/** Seconds without work after the drain wait, until workers run again. */
interface Restart {
  readonly base: number;
  /** More for each worker beyond the first: they start one after the other on a loaded host. */
  readonly perFurtherWorker: number;
}

/**
 * Measured on real clusters (Storm 2.8.3: old worker gone after 7 s, new one after 8.5 s, then about 3 s until tuples flow;
 * 1.2.4: statistics back after 10, 14, 22 s with one, two, four workers). A configuration change on 2.x waits for the blob
 * poll of the supervisor, up to 30 s more, but works meanwhile.
 */
const restarts: Readonly<Record<'storm-1.2' | 'storm-2.x', Restart>> = {
  'storm-1.2': { base: 9, perFurtherWorker: 4 },
  'storm-2.x': { base: 12, perFurtherWorker: 2 },
};

export interface Price {
  /** Rebalances, each of which restarts all workers of the topology. */
  readonly restarts: number;
  /** Without throughput, drain wait included. */
  readonly pauseSeconds: number;
  /** Until the backlog of the pause is worked off; null when the load on offer is not known or cannot be caught up with. */
  readonly catchUpSeconds: number | null;
  /** After which the gain has made up for the pause and the catch-up; null when there is no gain. */
  readonly breakEvenSeconds: number | null;
}

export interface PriceInput {
  readonly generation: 'storm-1.2' | 'storm-2.x';
  readonly restarts: number;
  readonly workers: number;
  readonly waitSeconds: number;
  /** Load on offer, tuples/s; null when unknown. */
  readonly offeredPerSecond: number | null;
  /** What the changed topology could carry, tuples/s. */
  readonly capacityPerSecond: number;
  readonly utilityNow: number | null;
  readonly utilityPredicted: number | null;
}

/** Utility while nothing is processed. */
const pausedUtility = -1;

export function priceOf(input: PriceInput): Price {
  const { base, perFurtherWorker } = restarts[input.generation];
  const restartSeconds = base + perFurtherWorker * Math.max(0, input.workers - 1);
  const pauseSeconds = input.restarts * (input.waitSeconds + restartSeconds);
  const { offeredPerSecond, capacityPerSecond } = input;
  const spare = offeredPerSecond === null ? null : capacityPerSecond - offeredPerSecond;
  const catchUpSeconds =
    offeredPerSecond === null || spare === null || spare <= 0
      ? null
      : (pauseSeconds * offeredPerSecond) / spare;
  return {
    restarts: input.restarts,
    pauseSeconds,
    catchUpSeconds,
    breakEvenSeconds: breakEven(pauseSeconds + (catchUpSeconds ?? 0), input),
  };
}

function breakEven(lostSeconds: number, { utilityNow, utilityPredicted }: PriceInput): number | null {
  if (utilityNow === null || utilityPredicted === null || utilityPredicted <= utilityNow) return null;
  return (lostSeconds * (utilityNow - pausedUtility)) / (utilityPredicted - utilityNow);
}
