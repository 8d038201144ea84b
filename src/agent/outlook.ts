// What accepted changes would give and cost, for the suggestion.
import type { Operation } from '../change/index.js';
import { type Changes, componentOf, type Generation } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import { type Objective, type Reference, utility } from '../objective/index.js';
import { type Demand, type Executors, type Price, predict, priceOf } from '../twin/index.js';
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
}

export function outlookOf(input: OutlookInput): Outlook {
  const { evaluation, demand, objective, reference, changes, plan } = input;
  const executors = executorsOf(changes);
  const prediction = predict(evaluation, executors, demand);
  const capacity = predict(evaluation, executors, unlimited(demand));
  const pricing = {
    generation: input.generation,
    restarts: plan.length,
    workers: changes['workers'] ?? evaluation.workers,
    waitSeconds: input.waitSeconds,
    offeredPerSecond: demand.known ? demand.perSecond : null,
    capacityPerSecond: capacity?.throughputPerSecond.mean ?? 0,
    utilityNow: utility(performanceNow(evaluation, objective), objective, reference),
  };
  const utilityAfter = (pauseSeconds: number): number | null =>
    prediction === null
      ? null
      : utility(
          performanceAfter(evaluation, changes, prediction, objective, pauseSeconds),
          objective,
          reference,
        );
  // What the change gains in the long run pays for the pause; the pause itself must not count twice.
  const price = priceOf({ ...pricing, utilityPredicted: utilityAfter(0) });
  return {
    predicted:
      prediction === null
        ? null
        : {
            throughputPerSecond: prediction.throughputPerSecond,
            completeLatencyMs: prediction.completeLatencyMs,
            utility: utilityAfter(price.pauseSeconds),
            assumes: prediction.assumes,
          },
    price,
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

/** The same source with no end to what it offers: what the topology could carry. */
function unlimited(demand: Demand): Demand {
  return demand.known
    ? { known: false, atLeastPerSecond: demand.perSecond, because: 'asked for capacity' }
    : demand;
}
