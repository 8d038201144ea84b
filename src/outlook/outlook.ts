// What accepted changes would give and cost: prediction, price, and what the guards weigh.
import type { Changes } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import {
  brokenSlos,
  type Contributions,
  contributions,
  type Objective,
  type Performance,
  type Reference,
  sumOf,
  utility,
  valueParts,
} from '../objective/index.js';
import {
  type ChangeEngine,
  type Demand,
  expected,
  type Fit,
  type Foreseen,
  foresee,
  noExperience,
  type Packed,
  type Prediction,
  priceOf,
  type RestartExperience,
  throughputPerSpoutTuple,
  updateExtent,
} from '../twin/index.js';
import { foreseenByHosts, isOfHosts } from './by-hosts.js';
import { type Crowding, crowded } from './crowding.js';
import { either } from './either.js';
import { inFlightUnder } from './in-flight.js';
import { type Lag, lagOf, mixed, mixedParts, roomFor, withWait, workedOff } from './lag.js';
import { performanceAfter, performanceNow, seenAs, type View, withoutLag } from './performance.js';
import { stepsOf, twinChangeOf, withContainers } from './twin-change.js';
import type { Outlook, Predicted } from './types.js';
import { forEver, type Growth, growthOf, isUnlimited } from './unlimited.js';

export interface OutlookInput {
  readonly engine: ChangeEngine;
  readonly evaluation: Evaluation;
  /** What can be predicted with, or why nothing can. */
  readonly fit: Fit;
  readonly demand: Demand;
  readonly objective: Objective;
  readonly reference: Partial<Reference>;
  readonly waitSeconds: number;
  /** How this cluster restarts; absent: as the table says. */
  readonly experience?: RestartExperience | undefined;
  /** Heron, where it is known what is where: what its update would move is in the price, and the containers that it leads to in the cost. */
  readonly packed?: Packed | undefined;
  /** Whether the hosts may have no CPU left; absent or null: nothing speaks for it. */
  readonly crowding?: Crowding | null | undefined;
}

export function outlookOf(input: OutlookInput, changes: Changes): Outlook {
  const { evaluation, demand, fit, crowding = null } = input;
  if (fit.kind === 'unknown') {
    const isUnexplained = crowding?.because === 'no model explains it';
    if (!isUnexplained || !isOfHosts(changes, evaluation)) return outlookBy(input, changes, fit.because);
    return outlookBy(input, changes, foreseenByHosts(changes, { evaluation, demand, hosts: crowding.hosts }));
  }
  const foreseen = foresee(fit.twin, twinChangeOf(changes), demand);
  const growth = growthOf(evaluation, demand, foreseen, () => foresee(fit.twin, twinChangeOf({}), demand));
  const free = outlookBy(input, changes, foreseen, growth);
  if (crowding === null) return free;
  const { chance, hosts } = crowding;
  const full = outlookBy(input, changes, crowded(foreseen, changes, { evaluation, demand, hosts }), growth);
  return either(free, full, chance);
}

/** @param seen what is foreseen, or why nothing is */
function outlookBy(
  input: OutlookInput,
  changes: Changes,
  seen: Foreseen | string,
  growth: Growth | null = null,
): Outlook {
  const { evaluation, demand, objective, reference } = input;
  const foreseen = typeof seen === 'string' ? null : seen;
  const prediction = foreseen?.prediction ?? null;
  const completed = foreseen?.capacityPerSecond ?? null;
  const capacity = completed === null ? null : completed / throughputPerSpoutTuple(evaluation);
  const measured = performanceNow(evaluation, objective);
  const lag = lagOf(evaluation, demand);
  const paid = withContainers(changes, input);
  const after = (pauseSeconds: number, view: View): Performance | null => {
    if (prediction === null) return null;
    const then = performanceAfter(evaluation, paid, seenAs(prediction, view), objective, pauseSeconds);
    return growth === 'expected' || (growth !== null && view === 'pessimistic') ? forEver(then) : then;
  };
  const [mean, pessimistic] = [after(0, 'mean'), after(0, 'pessimistic')];
  const present = comparableNow(input, lag, mean);
  const now = valueNow(present, input, lag);
  const valueAfter = (pauseSeconds: number, view: View): Value =>
    worthOf(after(pauseSeconds, view), input, lag, goneAfter(input, lag, prediction, capacity, view));
  // What the change gains in the long run pays for the pause; the pause itself must not count twice.
  const [predicted, low] = [valueAfter(0, 'mean'), valueAfter(0, 'pessimistic')];
  const lostEachSecond = lostEachSecondOf(now, present, input, lag);
  const extent = input.packed === undefined ? null : updateExtent(input.packed, twinChangeOf(changes));
  const price = priceOf({
    engine: input.engine,
    steps: stepsOf(changes),
    workers: changes['workers'] ?? evaluation.workers,
    waitSeconds: input.waitSeconds,
    experience: input.experience ?? noExperience,
    offeredPerSecond: demand.known ? demand.perSecond : null,
    capacityPerSecond: capacity ?? 0,
    lostEachSecond,
    utilityGain: gainOf(now, predicted),
    ...(extent === null ? {} : { update: extent }),
  });
  // As it will be measured: a backlog that nobody tells is not in what is measured now either.
  const promised = (pauseSeconds: number): number | null =>
    lag?.kind === 'told'
      ? valueAfter(pauseSeconds, 'mean').utility
      : utilityOf(after(pauseSeconds, 'mean'), objective, reference);
  // What waits goes on waiting where nothing of it is worked off.
  const staysWaiting = lag?.kind === 'told' && goneAfter(input, lag, prediction, capacity, 'mean') === 0;
  const atWorst = pessimistic !== null && staysWaiting ? withWait(pessimistic, lag.waitMs) : pessimistic;
  return {
    predicted: prediction === null ? null : predictedOf(prediction, promised(price.pauseSeconds)),
    price,
    utilityGain: gainOf(now, predicted),
    utilityGainLow: gainOf(valueNow(comparableNow(input, lag, pessimistic), input, lag), low),
    gainParts: gainParts(now.parts, predicted.parts),
    // While the backlog is worked off, the utility is about what it was.
    loss: price.pauseSeconds * (lostEachSecond ?? 1),
    capacityPerSecond: capacity,
    fullLoopSeconds: fullLoopSeconds(evaluation, changes, capacity),
    lag: lag?.kind ?? null,
    brokenSlos: {
      now: brokenSlos(measured, objective),
      pessimistic: atWorst === null ? [] : brokenSlos(atWorst, objective),
    },
    growth,
    costChange: (mean ?? measured).costPerHour - measured.costPerHour,
    unpredictable: typeof seen === 'string' ? seen : null,
  };
}

/** Utility that is predicted under another load than the present one, its pause apart and not cut off at -1; null when unknown. */
export function utilityUnder(input: OutlookInput, changes: Changes, demand: Demand): number | null {
  const { evaluation, objective, fit } = input;
  if (fit.kind !== 'twin') return null;
  const lag = lagOf(evaluation, demand);
  const prediction = expected(fit.twin, twinChangeOf(changes), roomFor(lag, demand));
  const perTuple = throughputPerSpoutTuple(evaluation);
  const room = prediction.throughputPerSecond / perTuple;
  const then = performanceAfter(evaluation, withContainers(changes, input), prediction, objective, 0);
  const grows = lag === null && demand.known && isUnlimited(evaluation, prediction);
  const performance = grows ? forEver(then) : then;
  const asked = demand.known
    ? { ...performance, throughputPerSecond: perTuple * Math.min(room, demand.perSecond) }
    : performance;
  return worthOf(asked, input, lag, lag === null ? 1 : workedOff(lag, room)).total;
}

function fullLoopSeconds(evaluation: Evaluation, changes: Changes, capacity: number | null): number | null {
  const { acking, throughputPerSecond, failedPerSecond } = evaluation;
  const inFlight = inFlightUnder(changes, evaluation);
  const isFailing = failedPerSecond > (throughputPerSecond ?? 0);
  if (!acking || inFlight === null || isFailing || capacity === null || capacity <= 0) return null;
  return inFlight / capacity;
}

interface Value {
  readonly utility: number | null;
  readonly parts: Contributions | null;
  /** What gains are counted by: the utility, not cut off at -1, or nothing would seem worth a change where a topology does badly. */
  readonly total: number | null;
}

function counted(utility: number | null, parts: Contributions | null): Value {
  return { utility, parts, total: parts === null ? utility : sumOf(parts) };
}

/** With all of what waits at the source. */
function valueNow(present: Performance, input: OutlookInput, lag: Lag | null): Value {
  return worthOf(present, input, lag, lag === null ? 1 : 0);
}

/** Over the same parts as what is predicted: without a predicted latency, the present one does not count either. */
function comparableNow(
  { evaluation, objective }: OutlookInput,
  lag: Lag | null,
  then: Performance | null,
): Performance {
  const now = lag === null ? performanceNow(evaluation, objective) : withoutLag(evaluation, objective);
  return then?.completeLatencyMs === null ? { ...now, completeLatencyMs: null } : now;
}

function gainOf(now: Value, then: Value): number | null {
  return now.total === null || then.total === null ? null : then.total - now.total;
}

/** Nothing done counts -1. Where more than that is lost already, a pause costs what there still is to lose; null when unknown. */
function lostEachSecondOf(
  now: Value,
  present: Performance,
  input: OutlookInput,
  lag: Lag | null,
): number | null {
  if (now.utility === null) return null;
  if (now.total === null || now.total >= -1) return now.utility + 1;
  const still = valueNow({ ...present, throughputPerSecond: 0 }, input, lag);
  return Math.max(0, now.total - (still.total ?? -1));
}

/** @param gone share of what waits at the source that is worked off */
function worthOf(performance: Performance | null, input: OutlookInput, lag: Lag | null, gone: number): Value {
  const { objective, reference } = input;
  if (performance === null) return counted(null, null);
  const [utilityThen, parts] = [
    utilityOf(performance, objective, reference),
    contributions(performance, objective, reference),
  ];
  if (lag === null || gone >= 1) return counted(utilityThen, parts);
  const waiting = withWait(performance, lag.waitMs);
  return counted(
    mixed(gone, utilityThen, utilityOf(waiting, objective, reference)),
    mixedParts(gone, parts, contributions(waiting, objective, reference)),
  );
}

function goneAfter(
  { demand, evaluation }: OutlookInput,
  lag: Lag | null,
  prediction: Prediction | null,
  capacity: number | null,
  view: View,
): number {
  if (lag === null || prediction === null) return 1;
  const { mean, low } = prediction.throughputPerSecond;
  const room = demand.known
    ? (capacity ?? Number.POSITIVE_INFINITY)
    : mean / throughputPerSpoutTuple(evaluation);
  return workedOff(lag, view === 'mean' || mean <= 0 ? room : (room * low) / mean);
}

function utilityOf(
  performance: Performance | null,
  objective: Objective,
  reference: Partial<Reference>,
): number | null {
  return performance === null ? null : utility(performance, objective, reference);
}

function gainParts(before: Contributions | null, then: Contributions | null): Contributions | null {
  if (before === null || then === null) return null;
  const parts = valueParts.map((part) => [part, then[part] - before[part]]);
  return Object.fromEntries(parts) as Contributions;
}

function predictedOf(prediction: Prediction, predictedUtility: number | null): Predicted {
  const { throughputPerSecond, completeLatencyMs, completeLatencyP95Ms, limitedBy, assumes } = prediction;
  return {
    throughputPerSecond,
    completeLatencyMs,
    completeLatencyP95Ms,
    utility: predictedUtility,
    limitedBy,
    assumes,
  };
}
