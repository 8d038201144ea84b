// The numbers of an Evaluation that Graphite lines have, and of queues Heron's sinks; null where there are none.
import { largestKnown } from '../util/index.js';
import type { QueueMetrics, WorkerLoad } from './graphite/types.js';
import type { ComponentEvaluation, Evaluation } from './types.js';

type ComponentQueues = Pick<
  ComponentEvaluation,
  'queueFill' | 'queueWaitMs' | 'queueOverflow' | 'queueDroppedPerSecond'
>;

/** @param queueFill as the engine itself tells it (Heron) */
export function componentQueues(
  component: string,
  queues: QueueMetrics | null,
  queueFill: number | null,
): ComponentQueues {
  const queue = queues?.components.get(component);
  return {
    queueFill: queue?.queueFill ?? queueFill,
    queueWaitMs: queue?.queueWaitMs ?? null,
    queueOverflow: queue?.queueOverflow ?? null,
    queueDroppedPerSecond: queue?.queueDroppedPerSecond ?? null,
  };
}

type TopologyQueues = Pick<
  Evaluation,
  | 'backpressureShare'
  | 'skippedMaxSpoutShare'
  | 'skippedInactiveShare'
  | 'backpressureOverflow'
  | 'transferQueueFill'
  | 'cpuCores'
  | 'heapUsedMiB'
  | 'heapFill'
  | 'gcShare'
>;

export function topologyQueues(queues: QueueMetrics | null): TopologyQueues {
  const workers = [...(queues?.workers.values() ?? [])];
  return {
    backpressureShare: queues?.backpressureShare ?? null,
    skippedMaxSpoutShare: queues?.skippedMaxSpoutShare ?? null,
    skippedInactiveShare: queues?.skippedInactiveShare ?? null,
    backpressureOverflow: queues?.backpressureOverflow ?? null,
    transferQueueFill: worst(workers, (w) => w.transferQueueFill),
    cpuCores: worst(workers, (w) => w.cpuCores),
    heapUsedMiB: worst(workers, (w) => w.heapUsedMiB),
    heapFill: worst(workers, ({ heapUsedMiB, heapMaxMiB }) =>
      heapUsedMiB === null || heapMaxMiB === null ? null : heapUsedMiB / heapMaxMiB,
    ),
    gcShare: worst(workers, (w) => w.gcShare),
  };
}

type ProcessLoads = Pick<Evaluation, 'cpuCores' | 'heapUsedMiB' | 'heapFill' | 'gcShare'>;

/** Heron: each instance is a process of its own, and tells what it uses. Empty where no component does. */
export function processLoads(components: readonly ComponentEvaluation[]): Partial<ProcessLoads> {
  const loads = components.flatMap(({ process }) => (process === undefined ? [] : [process]));
  if (loads.length === 0) return {};
  const most = (field: keyof ProcessLoads): number | null => largestKnown(loads.map((load) => load[field]));
  return {
    cpuCores: most('cpuCores'),
    heapUsedMiB: most('heapUsedMiB'),
    heapFill: most('heapFill'),
    gcShare: most('gcShare'),
  };
}

function worst(workers: readonly WorkerLoad[], value: (worker: WorkerLoad) => number | null): number | null {
  return largestKnown(workers.map(value));
}
