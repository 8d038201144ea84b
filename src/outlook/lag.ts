// What waits at the source: how much of it a configuration would work off, and what the utility is with and without it.
import type { Evaluation } from '../metrics/index.js';
import { type Contributions, type Performance, valueParts } from '../objective/index.js';
import { type Demand, spoutRate } from '../twin/index.js';

/** Within about that time an operator wants a backlog gone, seconds. */
const patienceSeconds = 1800;
/** What is read within a moment is on its way, not waiting. */
const momentSeconds = 2;
/** A source that has more to give than is taken has up to so many times as much, any factor in between as likely (log-uniform). */
const mostHidden = 2;
/** What waits there grows for as long as it is not worked off: for a latency, as good as for ever. */
const hiddenWaitMs = 3_600_000;

/** A source that is not kept up with. */
export type Lag =
  | {
      readonly kind: 'told';
      readonly waitMs: number;
      readonly backlogTuples: number;
      readonly offered: number;
    }
  | { readonly kind: 'hidden'; readonly waitMs: number; readonly atLeast: number };

/** How long the newest tuple will wait at the source until it is read, as far as the source tells. */
export function sourceWaitMs({ throughputPerSecond: x, external }: Evaluation): number {
  const backlog = external?.backlogTuples ?? 0;
  return x !== null && x > 0 ? (1000 * backlog) / x : 0;
}

/** Whether more waits at the source than is on its way, or may do so: the topology does not keep up. */
export function isBehind(evaluation: Evaluation, demand: Demand): boolean {
  return lagOf(evaluation, demand) !== null;
}

/** @returns null where the source is kept up with */
export function lagOf(evaluation: Evaluation, demand: Demand): Lag | null {
  const { external } = evaluation;
  const backlogTuples = external?.backlogTuples ?? null;
  if (!demand.known) {
    if (backlogTuples === null)
      return { kind: 'hidden', waitMs: hiddenWaitMs, atLeast: demand.atLeastPerSecond };
    const offered = external?.offeredPerSecond ?? demand.atLeastPerSecond;
    return { kind: 'told', waitMs: sourceWaitMs(evaluation), backlogTuples, offered };
  }
  if (backlogTuples === null || backlogTuples <= momentSeconds * spoutRate(evaluation)) return null;
  return { kind: 'told', waitMs: sourceWaitMs(evaluation), backlogTuples, offered: demand.perSecond };
}

/**
 * Share of the lag that is gone, 0 … 1, with room for so many tuples/s: where the backlog is told, z / (1 + z) with z = what is worked off
 * in the time that an operator waits, over all of it; where it is hidden, how likely it is that this room is enough.
 */
export function workedOff(lag: Lag, capacityPerSecond: number): number {
  if (lag.kind === 'hidden') {
    const times = capacityPerSecond / Math.max(1e-9, lag.atLeast);
    return Math.max(0, Math.min(1, Math.log(times) / Math.log(mostHidden)));
  }
  const spare = capacityPerSecond - lag.offered;
  const worked = (Math.max(0, spare) * patienceSeconds) / Math.max(1, lag.backlogTuples);
  return worked / (1 + worked);
}

/** What it takes to have half of the lag gone in time, tuples/s. */
export function roomFor(lag: Lag | null, demand: Demand): Demand {
  if (lag?.kind !== 'told' || !demand.known) return demand;
  return { known: true, perSecond: demand.perSecond + lag.backlogTuples / patienceSeconds };
}

/** A performance without what waits at the source, and with all of it. */
export function withWait(performance: Performance, waitMs: number): Performance {
  const { completeLatencyMs } = performance;
  return completeLatencyMs === null
    ? performance
    : { ...performance, completeLatencyMs: completeLatencyMs + waitMs };
}

export function mixed(share: number, without: number | null, withIt: number | null): number | null {
  return without === null || withIt === null ? null : share * without + (1 - share) * withIt;
}

export function mixedParts(
  share: number,
  without: Contributions | null,
  withIt: Contributions | null,
): Contributions | null {
  if (without === null || withIt === null) return null;
  const parts = valueParts.map((part) => [part, share * without[part] + (1 - share) * withIt[part]]);
  return Object.fromEntries(parts) as Contributions;
}
