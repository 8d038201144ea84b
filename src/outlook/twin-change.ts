// Changes as the twin and the price take them: by component, as restarts in order, and with the containers that Heron makes of them.
import { type Changes, componentOf, memoryComponentOf } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import { type ChangeStep, type Packed, packedAfter, type TwinChange } from '../twin/index.js';

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

/** Heron makes containers for instances that find no place in those there are, and takes away those that an update leaves empty. */
export function withContainers(
  changes: Changes,
  { evaluation, packed }: { readonly evaluation: Evaluation; readonly packed?: Packed | undefined },
): Changes {
  const isRepacked = Object.keys(changes).some((knob) => componentOf(knob) !== undefined);
  if (packed === undefined || changes['workers'] !== undefined || !isRepacked) return changes;
  const then = packedAfter(packed, twinChangeOf(changes))?.containers.length;
  return then === undefined
    ? changes
    : { ...changes, workers: evaluation.workers + then - packed.containers.length };
}
