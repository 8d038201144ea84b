// What the past of a topology says: how long its load is likely to last, the most of it, and how sure its utility is.
import type { Evidence, Hysteresis } from '../guard/index.js';
import type { Directions } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import { estimateDemand } from '../twin/index.js';
import { quantile } from '../util/index.js';

/** The load at one moment, tuples/s: what was offered, or at least that. */
export interface LoadSample {
  readonly atSeconds: number;
  readonly perSecond: number;
}

/** A change of Trimtab as the guards remember it. */
export interface PastChange {
  readonly atSeconds: number;
  readonly directions: Directions;
}

export interface EvidenceInput {
  readonly nowSeconds: number;
  /** Oldest first, across restarts. */
  readonly loads: readonly LoadSample[];
  readonly evaluation: Evaluation | null;
  readonly lastChange: PastChange | null;
  readonly failed: readonly PastChange[];
  readonly peak: string | null;
  readonly hysteresis: Hysteresis;
  /** The longest time that a load is expected to last, seconds. */
  readonly horizonSeconds: number;
}

/** Loads within that factor of the present one count as the same. */
const sameLoad = 1.25;
/** Nothing is expected to be over sooner. */
const shortestSeconds = 120;
/**
 * So long nobody looks after a change that is looked at twice and undone, seconds. What a longer gap has hidden, as stale statistics or a
 * cluster out of reach make it, nobody knows, ...
 */
const longestGapSeconds = 15 * 60;
/** ... but where looks are rare by schedule a gap is longer than so many usual ones. */
const usualGaps = 3;
/** A look speaks for the load until the next one, but for no longer than this, seconds, or than until the next usual one. */
const spokenForSeconds = 300;
/** Of fewer counted tuples no error is told (metrics/evaluate.ts). */
const fewestCounted = 5;
/** A failure is forgotten after this many seconds. */
const failuresKeptSeconds = 6 * 3600;

/** A planned peak that is only expected is not in it. */
export function loadAt(atSeconds: number, evaluation: Evaluation): LoadSample {
  const demand = estimateDemand(evaluation);
  return { atSeconds, perSecond: demand.known ? demand.perSecond : demand.atLeastPerSecond };
}

export function evidenceOf(input: EvidenceInput): Evidence {
  const { nowSeconds, loads, evaluation, lastChange, failed, peak, hysteresis } = input;
  const recent = recentOf(input);
  return {
    horizonSeconds: horizonOf(input),
    utilityNoise: noiseOf(evaluation),
    watchedSeconds: nowSeconds - (watchedFrom(loads) ?? nowSeconds),
    most: {
      perSecond: Math.max(0, ...recent.map(({ perSecond }) => perSecond)),
      withinSeconds: Math.max(hysteresis.downAfterSeconds, nowSeconds - (recent[0]?.atSeconds ?? nowSeconds)),
    },
    lastChange:
      lastChange === null
        ? null
        : { directions: lastChange.directions, secondsAgo: nowSeconds - lastChange.atSeconds },
    failed: failed
      .map(({ directions, atSeconds }) => ({ directions, secondsAgo: nowSeconds - atSeconds }))
      .filter(({ secondsAgo }) => secondsAgo <= failuresKeptSeconds),
    peak,
    hysteresis,
  };
}

/**
 * Those of the time that scaling down asks for. Where looks are so rare by schedule that only one is of that time, the one before it as
 * well: one look tells what is, not what was spare for that long.
 */
function recentOf({ nowSeconds, loads, hysteresis }: EvidenceInput): readonly LoadSample[] {
  const recent = loads.filter(({ atSeconds }) => nowSeconds - atSeconds <= hysteresis.downAfterSeconds);
  const before = loads.at(-2);
  const isWatched = before !== undefined && before.atSeconds >= (watchedFrom(loads) ?? nowSeconds);
  return recent.length === 1 && isWatched ? [before, ...recent] : recent;
}

/** Since when the load was watched without a gap; null where it never was. */
function watchedFrom(loads: readonly LoadSample[]): number | null {
  const gaps = gapsOf(loads);
  // Once, not for each gap: a day of looks has thousands.
  const longest = Math.max(longestGapSeconds, usualGaps * usualGap(gaps));
  const last = gaps.findLastIndex((gap) => gap > longest);
  return loads[last + 1]?.atSeconds ?? null;
}

function gapsOf(loads: readonly LoadSample[]): number[] {
  return loads.slice(1).map(({ atSeconds }, i) => atSeconds - (loads[i]?.atSeconds ?? atSeconds));
}

/** 0 where there is none. */
function usualGap(gaps: readonly number[]): number {
  return gaps.length === 0 ? 0 : quantile(gaps, 0.5);
}

/**
 * How long a load like the present one stays: in its own past, the time that was watched over the number of stays that ended. The present
 * stay has not, and so one that goes on outgrows a short one long ago. A load that was never left is taken to last the longest time allowed.
 */
function horizonOf({ loads, nowSeconds, horizonSeconds }: EvidenceInput): number {
  const now = loads.at(-1)?.perSecond ?? 0;
  const watched = loads.filter(({ atSeconds }) => nowSeconds - atSeconds <= 4 * horizonSeconds);
  const isSame = ({ perSecond }: LoadSample): boolean =>
    perSecond <= now * sameLoad && perSecond >= now / sameLoad;
  const longest = Math.max(spokenForSeconds, usualGap(gapsOf(loads)));
  let [ended, sameSeconds] = [0, 0];
  watched.forEach((sample, i) => {
    if (!isSame(sample)) return;
    const next = watched[i + 1];
    sameSeconds += Math.min(longest, (next?.atSeconds ?? nowSeconds) - sample.atSeconds);
    if (next !== undefined && !isSame(next)) ended += 1;
  });
  if (ended === 0) return horizonSeconds;
  return Math.min(horizonSeconds, Math.max(shortestSeconds, sameSeconds / ended));
}

/** A relative error e of the throughput moves the utility by about e / (3 ln 2). */
function noiseOf(evaluation: Evaluation | null): number {
  const spouts = (evaluation?.components ?? []).filter(({ kind }) => kind === 'spout');
  const total = spouts.reduce((sum, { outputPerSecond }) => sum + outputPerSecond, 0);
  const errors = spouts.map(
    ({ rateError, outputPerSecond, executors }) =>
      // Of a spout that hardly gives anything too few tuples are counted beside others, too: then by its share of what all give.
      rateError ?? (total > 0 ? (outputPerSecond / total) * errorOfFewest(executors) : 0),
  );
  return Math.max(0, ...errors) / (3 * Math.LN2);
}

/** Of a rate of which too few tuples were counted to tell it, at least: by the same formula (metrics/evaluate.ts). */
function errorOfFewest(executors: number): number {
  return Math.sqrt(executors / 6) / fewestCounted;
}
