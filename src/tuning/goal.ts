// What is wanted of a configuration: the throughput, the latency, or the utility of an objective.
import { costPerHour, type Objective, type Reference, utility } from '../objective/index.js';
import type { Goal, GridKnob, Measurement } from './types.js';

export const throughputGoal: Goal = {
  name: 'throughput',
  sense: 'maximise',
  value: ({ throughput }) => throughput,
  score: ({ throughput }) => Math.log(throughput),
};

export const latencyGoal: Goal = {
  name: 'latency',
  sense: 'minimise',
  value: ({ latencyMs }) => latencyMs,
  score: ({ latencyMs }) => -Math.log(latencyMs),
};

/**
 * The utility of a window with that throughput (as tuples/s), latency and the cost of the executors and workers in the table; nothing is
 * restarted. What the objective has no reference for is compared with the first configuration of the table.
 */
export function utilityGoal(
  objective: Objective,
  knobs: readonly GridKnob[],
  first: Measurement & { readonly values: readonly number[] },
): Goal {
  const perHour = (values: readonly number[]): number => costOf(knobs, values, objective);
  const reference: Partial<Reference> = {
    throughputPerSecond: first.throughput,
    completeLatencyMs: first.latencyMs,
    costPerHour: perHour(first.values),
    ...objective.reference,
  };
  const value: Goal['value'] = ({ throughput, latencyMs }, values) =>
    utility(
      {
        throughputPerSecond: throughput,
        completeLatencyMs: latencyMs,
        costPerHour: perHour(values),
        acking: true,
        pauseSecondsLastHour: 0,
      },
      objective,
      reference,
    ) ?? 0;
  return { name: 'utility', sense: 'maximise', value, score: value };
}

function costOf(knobs: readonly GridKnob[], values: readonly number[], { prices }: Objective): number {
  const total = (wanted: (knob: GridKnob) => boolean): number =>
    knobs.reduce((sum, knob, i) => (wanted(knob) ? sum + (values[i] ?? 0) : sum), 0);
  const workers = total((knob) => knob.knob === 'workers');
  const executors = total((knob) => knob.knob?.startsWith('executors.') ?? false);
  return costPerHour(executors, workers, prices);
}
