// What accepted changes would give and cost, for the suggestion.
import type { Operation } from '../clusters/index.js';
import { type Changes, componentOf, type Generation } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import { type Objective, type Reference, utility } from '../objective/index.js';
import {
  capacityPerSecond,
  type Demand,
  fitTwin,
  type Price,
  predict,
  priceOf,
  type TwinChange,
} from '../twin/index.js';
import { performanceAfter, performanceNow } from './performance.js';
import type { TopologySuggestion } from './suggestion.js';

export interface OutlookInput {
  readonly generation: Generation;
  readonly evaluation: Evaluation;
  /** Earlier ones of the same topology, oldest first. */
  readonly history: readonly Evaluation[];
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
  /** Why nothing is predicted; null where something is. */
  readonly unpredictable: string | null;
}

export function outlookOf(input: OutlookInput): Outlook {
  const { evaluation, demand, objective, reference, changes, plan } = input;
  const change = twinChangeOf(changes);
  const fit = fitTwin([...input.history, evaluation]);
  const twin = fit.kind === 'twin' ? fit.twin : null;
  const prediction = twin === null ? null : predict(twin, change, demand);
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
    engine: input.generation,
    steps: plan.map(({ kind }) => (kind === 'rebalance-assignment' ? 'assignment' : 'configuration')),
    workers: changes['workers'] ?? evaluation.workers,
    waitSeconds: input.waitSeconds,
    offeredPerSecond: demand.known ? demand.perSecond : null,
    capacityPerSecond: (twin === null ? null : capacityPerSecond(twin, change)) ?? 0,
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
            completeLatencyP95Ms: prediction.completeLatencyP95Ms,
            utility: utilityAfter(price.pauseSeconds),
            limitedBy: prediction.limitedBy,
            assumes: prediction.assumes,
          },
    price,
    utilityGain: utilityNow === null || utilityPredicted === null ? null : utilityPredicted - utilityNow,
    unpredictable: fit.kind === 'unknown' ? fit.because : null,
  };
}

function twinChangeOf(changes: Changes): TwinChange {
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
