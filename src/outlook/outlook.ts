// What accepted changes would give and cost: prediction, price, and what the guards weigh.
import { type Changes, componentOf, memoryComponentOf } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import {
  brokenSlos,
  type Contributions,
  contributions,
  type Objective,
  type Performance,
  type Reference,
  utility,
  valueParts,
} from '../objective/index.js';
import {
  type ChangeEngine,
  type ChangeStep,
  type Demand,
  type Fit,
  foresee,
  noExperience,
  type Prediction,
  type Price,
  predict,
  priceOf,
  type Range,
  type RestartExperience,
  type TwinChange,
} from '../twin/index.js';
import { performanceAfter, performanceNow } from './performance.js';

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
}

export interface Predicted {
  readonly throughputPerSecond: Range;
  readonly completeLatencyMs: Range | null;
  readonly completeLatencyP95Ms: Range | null;
  readonly utility: number | null;
  /** `offered` (the load), `pending`, or the component that would then be full. */
  readonly limitedBy: string;
  readonly assumes: string;
}

export interface Outlook {
  readonly predicted: Predicted | null;
  readonly price: Price;
  /** Utility after the change, its pause apart, less the utility now; null when unknown. */
  readonly utilityGain: number | null;
  /** The same if everything comes as at the bad end of its range. */
  readonly utilityGainLow: number | null;
  /** What each part of the utility gains; the parts sum to the gain, clamping apart. null when unknown. */
  readonly gainParts: Contributions | null;
  /** Utility times seconds that the change costs: what is lost in its pause and until the backlog of it is worked off. */
  readonly loss: number;
  /** What the topology could carry then, tuples/s; null when unknown. */
  readonly capacityPerSecond: number | null;
  readonly brokenSlos: { readonly now: readonly string[]; readonly pessimistic: readonly string[] };
  /** Cost of an hour after, less the cost of an hour now. */
  readonly costChange: number;
  /** Why nothing is predicted; null where something is. */
  readonly unpredictable: string | null;
}

export function outlookOf(input: OutlookInput, changes: Changes): Outlook {
  const { evaluation, demand, objective, reference, fit } = input;
  const change = twinChangeOf(changes);
  const twin = fit.kind === 'twin' ? fit.twin : null;
  const foreseen = twin === null ? null : foresee(twin, change, demand);
  const prediction = foreseen?.prediction ?? null;
  const now = performanceNow(evaluation, objective);
  // Compared over the same parts: without a predicted latency, the present one does not count either.
  const comparable = prediction?.completeLatencyMs === null ? { ...now, completeLatencyMs: null } : now;
  const utilityNow = utility(comparable, objective, reference);
  const after = (pauseSeconds: number, view: 'mean' | 'pessimistic') =>
    prediction === null
      ? null
      : performanceAfter(evaluation, changes, prediction, objective, pauseSeconds, view);
  const utilityOf = (pauseSeconds: number, view: 'mean' | 'pessimistic'): number | null => {
    const performance = after(pauseSeconds, view);
    return performance === null ? null : utility(performance, objective, reference);
  };
  // What the change gains in the long run pays for the pause; the pause itself must not count twice.
  const [utilityPredicted, utilityLow] = [utilityOf(0, 'mean'), utilityOf(0, 'pessimistic')];
  const capacity = foreseen?.capacityPerSecond ?? null;
  const price = priceOf({
    engine: input.engine,
    steps: stepsOf(changes),
    workers: changes['workers'] ?? evaluation.workers,
    waitSeconds: input.waitSeconds,
    experience: input.experience ?? noExperience,
    offeredPerSecond: demand.known ? demand.perSecond : null,
    capacityPerSecond: capacity ?? 0,
    utilityNow,
    utilityPredicted,
  });
  const gainOf = (then: number | null): number | null =>
    utilityNow === null || then === null ? null : then - utilityNow;
  const pessimistic = after(0, 'pessimistic');
  return {
    predicted: prediction === null ? null : predictedOf(prediction, utilityOf(price.pauseSeconds, 'mean')),
    price,
    utilityGain: gainOf(utilityPredicted),
    utilityGainLow: gainOf(utilityLow),
    gainParts: gainParts(
      contributions(comparable, objective, reference),
      contributionsOf(after(0, 'mean'), input),
    ),
    loss: lossOf(price, utilityNow),
    capacityPerSecond: capacity,
    brokenSlos: {
      now: brokenSlos(now, objective),
      pessimistic: pessimistic === null ? [] : brokenSlos(pessimistic, objective),
    },
    costChange: performanceCost(after(0, 'mean')) - now.costPerHour,
    unpredictable: fit.kind === 'unknown' ? fit.because : null,
  };

  function performanceCost(performance: ReturnType<typeof after>): number {
    return performance?.costPerHour ?? now.costPerHour;
  }
}

/** Utility that is predicted under another load than the present one, its pause apart; null when unknown. */
export function utilityUnder(input: OutlookInput, changes: Changes, demand: Demand): number | null {
  const { evaluation, objective, reference, fit } = input;
  if (fit.kind !== 'twin') return null;
  const prediction = predict(fit.twin, twinChangeOf(changes), demand);
  return utility(performanceAfter(evaluation, changes, prediction, objective, 0), objective, reference);
}

function contributionsOf(
  performance: Performance | null,
  { objective, reference }: OutlookInput,
): Contributions | null {
  return performance === null ? null : contributions(performance, objective, reference);
}

function gainParts(before: Contributions | null, then: Contributions | null): Contributions | null {
  if (before === null || then === null) return null;
  const parts = valueParts.map((part) => [part, then[part] - before[part]]);
  return Object.fromEntries(parts) as Contributions;
}

/** Nothing done counts -1; while the backlog is worked off, the utility is about what it was. */
function lossOf({ pauseSeconds }: Price, utilityNow: number | null): number {
  return pauseSeconds * ((utilityNow ?? 0) + 1);
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

/** The restarts that changes take, in the order in which they are sent: assignment, memory, settings. */
export function stepsOf(changes: Changes): ChangeStep[] {
  const knobs = Object.keys(changes);
  const isAssignment = (knob: string): boolean => knob === 'workers' || componentOf(knob) !== undefined;
  const isMemory = (knob: string): boolean => memoryComponentOf(knob) !== undefined;
  return [
    ...(knobs.some(isAssignment) ? (['assignment'] as const) : []),
    ...(knobs.some(isMemory) ? (['configuration'] as const) : []),
    ...(knobs.some((knob) => !isAssignment(knob) && !isMemory(knob)) ? (['configuration'] as const) : []),
  ];
}

export function twinChangeOf(changes: Changes): TwinChange {
  const executors: Record<string, number> = {};
  for (const [knob, n] of Object.entries(changes)) {
    const component = componentOf(knob);
    if (component !== undefined) executors[component] = n;
  }
  const set = <K extends keyof TwinChange>(name: K, knob: string): Pick<TwinChange, K> | object =>
    changes[knob] === undefined ? {} : { [name]: changes[knob] };
  return {
    executors,
    ...set('workers', 'workers'),
    ...set('ackers', 'executors.__acker'),
    ...set('pendingPerTask', 'topology.max.spout.pending'),
    ...set('producerBatch', 'topology.producer.batch.size'),
    ...set('transferBatch', 'topology.transfer.batch.size'),
  };
}
