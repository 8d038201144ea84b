// An Evaluation or a Prediction as the objective sees it.
import { type Changes, componentOf } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import {
  contributions,
  costPerHour,
  type Objective,
  type Performance,
  type Reference,
  sumOf,
  utility,
} from '../objective/index.js';
import { type Expected, type Prediction, throughputPerSpoutTuple } from '../twin/index.js';
import { sourceWaitMs } from './lag.js';

/** A topology's own reference, from its first full window. */
export interface StoredReference {
  readonly throughputPerSecond: number;
  readonly completeLatencyMs: number | null;
  /** As the application measured it; absent where it did not, or an earlier release kept the reference. */
  readonly applicationLatencyMs?: number | undefined;
  /** By the prices of that time. */
  readonly costPerHour: number;
  /** What it was paid for, so that other prices can be put on it; absent where an earlier release kept it. */
  readonly executors?: number | undefined;
  readonly workers?: number | undefined;
}

/** What a window is worth under the objective. */
export interface WindowWorth {
  /** -1 … 1; null when unknown. */
  readonly utility: number | null;
  /** The same before it is cut off at -1 and 1. */
  readonly uncut: number | null;
}

/** @param own the topology's reference by its first full window, where the objective does not give one */
export function worthNow(
  evaluation: Evaluation,
  objective: Objective,
  own: StoredReference | null,
): WindowWorth {
  const reference = referenceAt(evaluation, objective, own);
  const performance = performanceNow(evaluation, objective);
  const parts = contributions(performance, objective, reference);
  return {
    utility: utility(performance, objective, reference),
    uncut: parts === null ? null : sumOf(parts),
  };
}

/**
 * What counts as 0: the rate on offer where the source tells it, else what the objective says, else the topology's first full window.
 * @param own that first window; null = this one
 */
export function referenceAt(
  evaluation: Evaluation,
  objective: Objective,
  own: StoredReference | null,
): Partial<Reference> {
  const offered = evaluation.external?.offeredPerSecond ?? 0;
  const measured = evaluation.external?.latencyMs;
  return {
    ...atPrices(own ?? referenceOf(evaluation, objective), objective),
    // One latency is compared with the same one: until there is one of before, with its own of now.
    ...(typeof measured === 'number' ? { completeLatencyMs: own?.applicationLatencyMs ?? measured } : {}),
    ...objective.reference,
    ...(offered > 0 ? { throughputPerSecond: offered * throughputPerSpoutTuple(evaluation) } : {}),
    ...(isIdle(evaluation) ? { throughputPerSecond: 0 } : {}),
  };
}

/** The source tells that it has nothing to give: then nothing comes through, and that is no standing still. */
export function isIdle({ external, throughputPerSecond }: Evaluation): boolean {
  return external?.offeredPerSecond === 0 && (external.backlogTuples ?? 0) <= 0 && throughputPerSecond === 0;
}

/** As it would be if nothing waited at the source. */
export function withoutLag(evaluation: Evaluation, objective: Objective): Performance {
  const now = performanceNow(evaluation, objective);
  const { completeLatencyMs: ms } = now;
  return ms === null ? now : { ...now, completeLatencyMs: Math.max(0, ms - sourceWaitMs(evaluation)) };
}

/**
 * R: as the application measures it, else the complete latency and, before it, the wait of what is known to be at the source.
 * Nothing completed: at least the whole window has passed since the last one.
 */
function latencyNow(evaluation: Evaluation): number | null {
  const { throughputPerSecond: x, acking, external, window } = evaluation;
  if (typeof external?.latencyMs === 'number') return external.latencyMs;
  if (isIdle(evaluation)) return null;
  const complete = evaluation.completeLatencyMs ?? (acking && x === 0 ? window.seconds * 1000 : null);
  return complete === null ? null : complete + sourceWaitMs(evaluation);
}

/** What is beside the complete latency now stays, but the wait at the source. */
function latencyAfter(evaluation: Evaluation, predicted: number | null): number | null {
  const { external } = evaluation;
  if (predicted === null || typeof external?.latencyMs !== 'number') return predicted;
  const complete = evaluation.completeLatencyMs ?? 0;
  return predicted + Math.max(0, external.latencyMs - complete - sourceWaitMs(evaluation));
}

/** A stored reference as the utility takes it, at the prices of now: what is unknown is left out. */
function atPrices(reference: StoredReference | null, { prices }: Objective): Partial<Reference> {
  if (reference === null) return {};
  const { throughputPerSecond, completeLatencyMs, executors, workers } = reference;
  const isKnown = executors !== undefined && workers !== undefined;
  return {
    throughputPerSecond,
    costPerHour: isKnown ? costPerHour(executors, workers, prices) : reference.costPerHour,
    ...(completeLatencyMs === null ? {} : { completeLatencyMs }),
  };
}

export function performanceNow(evaluation: Evaluation, objective: Objective): Performance {
  const { throughputPerSecond, acking } = evaluation;
  return {
    throughputPerSecond,
    completeLatencyMs: latencyNow(evaluation),
    costPerHour: costNow(evaluation, objective),
    acking,
    pauseSecondsLastHour: 0,
  };
}

/** Which end of the ranges of a prediction is taken for true. */
export type View = 'mean' | 'pessimistic';

export function seenAs({ throughputPerSecond, completeLatencyMs }: Prediction, view: View): Expected {
  return view === 'mean'
    ? {
        throughputPerSecond: throughputPerSecond.mean,
        completeLatencyMs: completeLatencyMs?.mean ?? null,
      }
    : {
        throughputPerSecond: throughputPerSecond.low,
        completeLatencyMs: completeLatencyMs?.high ?? null,
      };
}

/** What waits at the source is left out: `lag.ts` says what becomes of it. */
export function performanceAfter(
  evaluation: Evaluation,
  changes: Changes,
  { throughputPerSecond, completeLatencyMs }: Expected,
  objective: Objective,
  pauseSeconds: number,
): Performance {
  let executors = executorsOf(evaluation);
  for (const [knob, value] of Object.entries(changes)) {
    const name = componentOf(knob);
    if (name === undefined) continue;
    const component = evaluation.components.find((c) => c.name === name);
    if (component !== undefined) executors += value - component.executors;
  }
  return {
    throughputPerSecond,
    completeLatencyMs: latencyAfter(evaluation, completeLatencyMs),
    costPerHour: costPerHour(executors, changes['workers'] ?? evaluation.workers, objective.prices),
    acking: evaluation.acking,
    pauseSecondsLastHour: pauseSeconds,
  };
}

/**
 * What is to be kept as a topology's reference after a full window.
 * @param kept what is kept already; it gets the application's latency from the first window that has one
 * @returns null where nothing new is to be kept
 */
export function referenceToKeep(
  kept: StoredReference | null,
  evaluation: Evaluation,
  objective: Objective,
): StoredReference | null {
  if (kept === null) return referenceOf(evaluation, objective);
  const measured = evaluation.external?.latencyMs;
  if (kept.applicationLatencyMs !== undefined || typeof measured !== 'number') return null;
  return { ...kept, applicationLatencyMs: measured };
}

/** The reference a topology gets from its first full window; null while it moves nothing. */
export function referenceOf(evaluation: Evaluation, objective: Objective): StoredReference | null {
  const { throughputPerSecond, completeLatencyMs, external } = evaluation;
  if (throughputPerSecond === null || throughputPerSecond <= 0) return null;
  return {
    throughputPerSecond,
    completeLatencyMs,
    ...(typeof external?.latencyMs === 'number' ? { applicationLatencyMs: external.latencyMs } : {}),
    costPerHour: costNow(evaluation, objective),
    executors: executorsOf(evaluation),
    workers: evaluation.workers,
  };
}

function costNow(evaluation: Evaluation, objective: Objective): number {
  return costPerHour(executorsOf(evaluation), evaluation.workers, objective.prices);
}

function executorsOf(evaluation: Evaluation): number {
  return evaluation.components.reduce((sum, c) => sum + c.executors, 0);
}
