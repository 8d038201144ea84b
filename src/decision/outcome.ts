// What was promised against what a full window after the change shows: verified, or bad enough to be undone.
import { componentOf } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import { brokenSlos, type Objective } from '../objective/index.js';
import { isIdle, performanceNow, type WindowWorth } from '../outlook/index.js';
import { estimateDemand, type Range, throughputPerSpoutTuple } from '../twin/index.js';

/** What one window said of the whole topology; what an outcome is compared with. */
export interface Measured {
  readonly throughputPerSecond: number | null;
  readonly completeLatencyMs: number | null;
  readonly utility: number | null;
  /** The same before it is cut off at -1 and 1, where what is worse may look the same; absent or null: not known. */
  readonly uncut?: number | null | undefined;
  readonly pendingUse: number | null;
  readonly pendingLimit: number | null;
  /** SLOs that were broken. */
  readonly broken: readonly string[];
  /** Whether the source had more to give, or nobody knows: a throughput short of it is then the topology's. */
  readonly isHeldBack: boolean;
  /** Whether the source tells that it has nothing to give; absent: it does not. */
  readonly isIdle?: boolean | undefined;
}

/** What was promised, after the guards had clipped it. */
export interface Promised {
  readonly throughputPerSecond: Range;
  readonly completeLatencyMs: Range | null;
  readonly utility: number | null;
}

/** A change as it is judged. */
export interface Intended {
  /** Every knob that was turned, with its value before and after. */
  readonly changes: Readonly<Record<string, { readonly from: number | null; readonly to: number }>>;
  readonly before: Measured;
  readonly predicted: Promised | null;
}

export interface Outcome {
  readonly kind: 'verified' | 'failed';
  readonly code:
    | 'AS_PROMISED'
    | 'BETTER'
    | 'LOAD_CHANGED'
    | 'SHORT_OF_PROMISE'
    | 'WORSE'
    | 'SLO_BROKEN'
    | 'NOT_IN_FORCE'
    | 'NOT_PREDICTED';
  readonly text: string;
  /** Whether the measured value fell between the predicted low and high; null where one of them is unknown. */
  readonly inBand: { readonly throughput: boolean | null; readonly latency: boolean | null };
  readonly effect: Effect;
}

/** Whether new settings do what they should, which no configuration page can show. */
export interface Effect {
  readonly inForce: boolean | null;
  readonly text: string;
}

/** Less than this is noise: 1 % of throughput is worth about 0.005. */
const utilityNoise = 0.02;
/** Tuples/s: of fewer, of which the engine counts one in twenty, a window may have none by chance. */
const leastTold = 1;
/** Of a mean latency over one window. */
const latencyNoise = 0.1;

export function outcomeOf(intent: Intended, after: Measured): Outcome {
  const { before, predicted } = intent;
  const effect = effectOf(intent, after);
  const inBand = {
    throughput: within(after.throughputPerSecond, predicted?.throughputPerSecond ?? null),
    latency: within(after.completeLatencyMs, predicted?.completeLatencyMs ?? null),
  };
  const judged = (kind: Outcome['kind'], code: Outcome['code'], text: string): Outcome => ({
    kind,
    code,
    text,
    inBand,
    effect,
  });
  if (effect.inForce === false) return judged('failed', 'NOT_IN_FORCE', effect.text);
  const said = `${numbers(before)} → ${numbers(after)}`;
  const broken = brokenBy(intent, after);
  if (broken.length > 0)
    return judged('failed', 'SLO_BROKEN', `${said}: ${broken.join(' and ')} held before`);
  if (isWorse(intent, after)) {
    const short = predicted === null ? '' : ', and short of what was promised';
    return judged('failed', 'WORSE', `${said}: worse than before${short}`);
  }
  if (predicted === null) return judged('verified', 'NOT_PREDICTED', said);
  if (inBand.throughput === true) return judged('verified', 'AS_PROMISED', said);
  if (isSlowedByLoad(intent, after)) {
    const text = `${said}: more load than foreseen, with which a latency grows whatever was changed`;
    return judged('verified', 'LOAD_CHANGED', text);
  }
  const throughput = after.throughputPerSecond ?? 0;
  if (throughput > predicted.throughputPerSecond.high) return judged('verified', 'BETTER', said);
  return after.isHeldBack
    ? judged('verified', 'SHORT_OF_PROMISE', said)
    : judged('verified', 'LOAD_CHANGED', `${said}: all that the source gives, which is less than foreseen`);
}

/** What is taken back. */
export function isBad(code: Outcome['code'] | undefined): boolean {
  return code === 'WORSE' || code === 'SLO_BROKEN';
}

/** Below this share of what it was at least to be, nobody waits for a second window. */
const disaster = 0.5;

/**
 * Whether a bad outcome, or one that more load is to excuse, has to be confirmed by another window: the first one after a restart may
 * still hold the backlog of the pause. Not where half of the throughput is gone, and more is on offer.
 */
export function deservesSecondLook({ code }: Outcome, intent: Intended, after: Measured): boolean {
  if (code === 'LOAD_CHANGED' && isSlowedByLoad(intent, after)) return true;
  return isBad(code) && !(after.isHeldBack && (after.throughputPerSecond ?? 0) < disaster * leastOf(intent));
}

/**
 * SLOs that held before. A least throughput is missed through no fault of the change where the source gives no more, but for one that
 * took executors away: they may be the spouts', which show no utilisation, so that what they hold back looks like all there is. A latency
 * is missed through no fault of it where more comes through than was foreseen of what was added.
 */
function brokenBy(intent: Intended, after: Measured): string[] {
  const { before, changes } = intent;
  // Of a rollback nobody has measured what was before it: nothing is known to have held.
  if (before.throughputPerSecond === null && before.utility === null) return [];
  const takesAway = Object.entries(changes).some(
    ([knob, { from, to }]) => componentOf(knob) !== undefined && from !== null && to < from,
  );
  const isSource = !after.isHeldBack && !takesAway && (after.throughputPerSecond ?? 0) > 0;
  const excused: Readonly<Record<string, boolean>> = {
    minThroughputPerSecond: isSource,
    completeLatencyMs: isMoreLoad(intent, after),
  };
  return after.broken.filter((name) => !before.broken.includes(name) && excused[name] !== true);
}

/**
 * More comes through than before and than even the good end of the promise, and all that was done is to add executors: with fewer it would
 * be slower still. What may be in flight, waits for a batch or goes between workers makes a latency by itself.
 */
function isMoreLoad({ before, predicted, changes }: Intended, after: Measured): boolean {
  const x = after.throughputPerSecond ?? 0;
  const onlyAdds = Object.entries(changes).every(
    ([knob, { from, to }]) => componentOf(knob) !== undefined && from !== null && to > from,
  );
  return (
    predicted !== null &&
    onlyAdds &&
    x > predicted.throughputPerSecond.high &&
    x > (before.throughputPerSecond ?? 0)
  );
}

/** The latency is held against nobody there. */
function isSlowedByLoad(intent: Intended, after: Measured): boolean {
  const { before } = intent;
  const isBroken = after.broken.includes('completeLatencyMs') && !before.broken.includes('completeLatencyMs');
  return isMoreLoad(intent, after) && (isBroken || (hasLost(intent, after) && isTooSlow(intent, after)));
}

/** Slower than it was, and than the bad end of the promise. */
function isTooSlow({ before, predicted }: Intended, { completeLatencyMs: ms }: Measured): boolean {
  const longest = Math.max(predicted?.completeLatencyMs?.high ?? 0, before.completeLatencyMs ?? 0);
  return ms !== null && longest > 0 && ms > longest * (1 + latencyNoise);
}

/**
 * Worse in utility by more than noise, and by the topology's own fault: less throughput than even the bad end of the promise though the
 * source has more to give, or a latency beyond that end. A load that fell makes the throughput fall as well, and one that rose the latency.
 */
function isWorse(intent: Intended, after: Measured): boolean {
  const { before } = intent;
  if (!hasLost(intent, after)) return false;
  const x = after.throughputPerSecond ?? 0;
  // Where nothing comes through nothing is busy either: it looks like a source that has nothing to give.
  const hasStopped =
    after.throughputPerSecond === 0 &&
    (before.throughputPerSecond ?? 0) >= leastTold &&
    after.isIdle !== true;
  return (
    hasStopped ||
    ((after.isHeldBack || narrowsSource(intent)) && x < leastOf(intent)) ||
    (isTooSlow(intent, after) && !isMoreLoad(intent, after))
  );
}

function hasLost({ before }: Intended, after: Measured): boolean {
  const gain = gainOf(before, after);
  return gain !== null && gain < -utilityNoise;
}

/** Null where one of them is unknown. */
function gainOf(before: Measured, after: Measured): number | null {
  if (before.uncut != null && after.uncut != null) return after.uncut - before.uncut;
  return before.utility === null || after.utility === null ? null : after.utility - before.utility;
}

/** Fewer workers or ackers may hold the spouts back unseen: then a load that fell and one that is kept out look alike. */
function narrowsSource({ changes }: Intended): boolean {
  return ['workers', 'executors.__acker'].some((knob) => {
    const change = changes[knob];
    return change !== undefined && change.from !== null && change.to < change.from;
  });
}

/** Tuples/s: the bad end of the promise, and no more than there were. */
function leastOf({ before, predicted }: Intended): number {
  return Math.min(
    predicted?.throughputPerSecond.low ?? Number.POSITIVE_INFINITY,
    before.throughputPerSecond ?? 0,
  );
}

/**
 * Little's law: throughput × complete latency = tuples in flight, which max.spout.pending limits. More in flight than the new limit,
 * or just as many as the old one where that bound before, means that the workers still run with the old value.
 */
function effectOf({ changes, before }: Intended, after: Measured): Effect {
  const pending = changes['topology.max.spout.pending'];
  if (pending === undefined || after.pendingUse === null || after.pendingLimit === null) {
    return {
      inForce: null,
      text: 'nothing to be measured of it: its processes are new and where they should be',
    };
  }
  const perTask = pending.to * after.pendingUse;
  const says = `${Math.round(perTask)} tuples in flight per spout task, at a limit of ${pending.to}`;
  if (after.pendingUse > 1.3) {
    return { inForce: false, text: `${says}: the workers run with the former value` };
  }
  const wasFull = before.pendingUse !== null && before.pendingUse > 0.9;
  const isAbout = (limit: number): boolean => Math.abs(perTask / limit - 1) < 0.05;
  const isOld = wasFull && pending.from !== null && isAbout(pending.from);
  // Limits that are next to each other cannot be told apart by what is in flight.
  if (isOld && !isAbout(pending.to)) {
    return { inForce: false, text: `${says}, and as many as the former limit of ${pending.from} allowed` };
  }
  return { inForce: after.pendingUse > 0.9 && !isOld ? true : null, text: says };
}

export function measuredBy(
  evaluation: Evaluation,
  objective: Objective,
  { utility, uncut }: WindowWorth,
): Measured {
  const { throughputPerSecond, completeLatencyMs, pendingUse, pendingLimit } = evaluation;
  return {
    throughputPerSecond,
    completeLatencyMs,
    utility,
    uncut,
    pendingUse,
    pendingLimit,
    broken: brokenSlos(performanceNow(evaluation, objective), objective),
    isHeldBack: isHeldBack(evaluation),
    isIdle: isIdle(evaluation) || isDrained(evaluation),
  };
}

/** What waits at the source is told, and nothing does. */
function isDrained({ external }: Evaluation): boolean {
  const backlog = external?.backlogTuples ?? null;
  return backlog !== null && backlog <= 0;
}

function isHeldBack(evaluation: Evaluation): boolean {
  const demand = estimateDemand(evaluation);
  const done = (evaluation.throughputPerSecond ?? 0) / throughputPerSpoutTuple(evaluation);
  return !demand.known || demand.perSecond > 1.05 * done;
}

function within(value: number | null, range: { low: number; high: number } | null): boolean | null {
  return value === null || range === null ? null : value >= range.low && value <= range.high;
}

function numbers({ throughputPerSecond: x, completeLatencyMs: ms }: Measured): string {
  const rate = x === null ? 'unknown throughput' : `${x.toFixed(x < 10 ? 1 : 0)} tuples/s`;
  return ms === null ? rate : `${rate} at ${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}
