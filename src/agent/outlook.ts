// What accepted changes would give and cost, for the suggestion.
import type { Operation } from '../clusters/index.js';
import { type Changes, componentOf, type Generation } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import { type Objective, type Reference, utility } from '../objective/index.js';
import {
  capacityPerSecond,
  type Demand,
  type Executors,
  type Price,
  predict,
  priceOf,
} from '../twin/index.js';
import { performanceAfter, performanceNow } from './performance.js';
import type { TopologySuggestion } from './suggestion.js';

export interface OutlookInput {
  readonly generation: Generation;
  readonly evaluation: Evaluation;
  readonly demand: Demand;
  readonly objective: Objective;
  readonly reference: Partial<Reference>;
  readonly changes: Changes;
  readonly plan: readonly Operation[];
  readonly waitSeconds: number;
}

export interface Outlook {
  readonly predicted: TopologySuggestion['predicted'];
  readonly price: Price;
  /** Utility after the change, its pause apart, less the utility now; null when unknown. */
  readonly utilityGain: number | null;
}

export function outlookOf(input: OutlookInput): Outlook {
  const { evaluation, demand, objective, reference, changes, plan } = input;
  const executors = executorsOf(changes);
  const prediction = predict(evaluation, executors, demand);
  const now = performanceNow(evaluation, objective);
  const utilityAfter = (pauseSeconds: number): number | null =>
    prediction === null
      ? null
      : utility(
          performanceAfter(evaluation, changes, prediction, objective, pauseSeconds),
          objective,
          reference,
        );
  // Compared over the same parts: without a predicted latency, the present one does not count either.
  const comparable = prediction?.completeLatencyMs === null ? { ...now, completeLatencyMs: null } : now;
  const utilityNow = utility(comparable, objective, reference);
  // What the change gains in the long run pays for the pause; the pause itself must not count twice.
  const utilityPredicted = utilityAfter(0);
  const price = priceOf({
    generation: input.generation,
    restarts: plan.length,
    workers: changes['workers'] ?? evaluation.workers,
    waitSeconds: input.waitSeconds,
    offeredPerSecond: demand.known ? demand.perSecond : null,
    capacityPerSecond: capacityPerSecond(evaluation, executors, demand) ?? 0,
    utilityNow,
    utilityPredicted,
  });
  return {
    predicted:
      prediction === null
        ? null
        : {
            throughputPerSecond: prediction.throughputPerSecond,
            completeLatencyMs: prediction.completeLatencyMs,
            utility: utilityAfter(price.pauseSeconds),
            limitedBy: prediction.limitedBy,
            assumes: prediction.assumes,
          },
    price,
    utilityGain: utilityNow === null || utilityPredicted === null ? null : utilityPredicted - utilityNow,
  };
}

function executorsOf(changes: Changes): Executors {
  const executors: Record<string, number> = {};
  for (const [knob, n] of Object.entries(changes)) {
    const component = componentOf(knob);
    if (component !== undefined) executors[component] = n;
  }
  return executors;
}
