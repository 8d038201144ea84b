// An Evaluation or a Prediction as the objective sees it.
import { type Changes, componentOf } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import {
  costPerHour,
  type Objective,
  type Performance,
  type Reference,
  utility,
} from '../objective/index.js';
import type { Prediction } from '../twin/index.js';
import type { StoredReference } from './state.js';

/** @param own the topology's reference by its first full window, where the objective does not give one */
export function utilityNow(
  evaluation: Evaluation,
  objective: Objective,
  own: StoredReference | null,
): number | null {
  const reference = { ...withoutNulls(own), ...objective.reference };
  return utility(performanceNow(evaluation, objective), objective, reference);
}

/** A stored reference as the utility takes it: what is unknown is left out. */
export function withoutNulls(reference: StoredReference | null): Partial<Reference> {
  if (reference === null) return {};
  const { completeLatencyMs, ...others } = reference;
  return completeLatencyMs === null ? others : { ...others, completeLatencyMs };
}

export function performanceNow(evaluation: Evaluation, objective: Objective): Performance {
  const { throughputPerSecond, completeLatencyMs, acking } = evaluation;
  return {
    throughputPerSecond,
    // Nothing completed: at least the whole window has passed since the last one.
    completeLatencyMs:
      completeLatencyMs ?? (acking && throughputPerSecond === 0 ? evaluation.window.seconds * 1000 : null),
    costPerHour: costNow(evaluation, objective),
    acking,
    pauseSecondsLastHour: 0,
  };
}

export function performanceAfter(
  evaluation: Evaluation,
  changes: Changes,
  prediction: Prediction,
  objective: Objective,
  pauseSeconds: number,
): Performance {
  let executors = executorsOf(evaluation);
  for (const [knob, value] of Object.entries(changes)) {
    const component = evaluation.components.find((c) => c.name === componentOf(knob));
    if (component !== undefined) executors += value - component.executors;
  }
  return {
    throughputPerSecond: prediction.throughputPerSecond.mean,
    completeLatencyMs: prediction.completeLatencyMs?.mean ?? null,
    costPerHour: costPerHour(executors, changes['workers'] ?? evaluation.workers, objective.prices),
    acking: evaluation.acking,
    pauseSecondsLastHour: pauseSeconds,
  };
}

/** The reference a topology gets from its first full window; null while it moves nothing. */
export function referenceOf(evaluation: Evaluation, objective: Objective): StoredReference | null {
  const { throughputPerSecond, completeLatencyMs } = evaluation;
  if (throughputPerSecond === null || throughputPerSecond <= 0) return null;
  return {
    throughputPerSecond,
    completeLatencyMs,
    costPerHour: costNow(evaluation, objective),
  };
}

function costNow(evaluation: Evaluation, objective: Objective): number {
  return costPerHour(executorsOf(evaluation), evaluation.workers, objective.prices);
}

function executorsOf(evaluation: Evaluation): number {
  return evaluation.components.reduce((sum, c) => sum + c.executors, 0);
}
