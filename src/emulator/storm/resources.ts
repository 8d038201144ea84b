// Memory and CPU of a plan as schedulers account for them: what its executors ask for, nothing measured.
import type { ComponentView, TopologyView, WorkerView } from '../../simulator/index.js';
import { sum } from './aggregate.js';

/** What one executor of the component asks for. */
export function componentResources({ needs }: ComponentView): Record<string, number> {
  return {
    requestedMemOnHeap: needs.onHeapMiB,
    requestedMemOffHeap: needs.offHeapMiB,
    requestedCpu: needs.cpuPercent,
  };
}

/** A worker's heap is its -Xmx. */
export function workerResources(topology: TopologyView, worker: WorkerView): Record<string, number> {
  const needs = worker.executors.map(({ component }) => needsOf(topology, component));
  return {
    assignedMemOnHeap: worker.heapMiB,
    assignedMemOffHeap: sum(needs, ({ offHeapMiB }) => offHeapMiB),
    assignedCpu: sum(needs, ({ cpuPercent }) => cpuPercent),
  };
}

/** For the list of topologies; requestedTotalMem adds what is assigned on heap, a slip of Storm's that stays. */
export function topologyResources(topology: TopologyView): Record<string, number | string> {
  const { components, workers } = topology;
  const assigned = workers.flatMap(({ executors }) =>
    executors.map(({ component }) => needsOf(topology, component)),
  );
  const onHeap = sum(workers, ({ heapMiB }) => heapMiB);
  const offHeap = sum(assigned, ({ offHeapMiB }) => offHeapMiB);
  const requestedOffHeap = sum(components, ({ executors, needs }) => executors * needs.offHeapMiB);
  return {
    requestedMemOnHeap: sum(components, ({ executors, needs }) => executors * needs.onHeapMiB),
    requestedMemOffHeap: requestedOffHeap,
    requestedTotalMem: requestedOffHeap + onHeap,
    requestedCpu: sum(components, ({ executors, needs }) => executors * needs.cpuPercent),
    requestedGenericResources: '',
    assignedMemOnHeap: onHeap,
    assignedMemOffHeap: offHeap,
    assignedTotalMem: onHeap + offHeap,
    assignedCpu: sum(assigned, ({ cpuPercent }) => cpuPercent),
    assignedGenericResources: '',
  };
}

function needsOf({ components }: TopologyView, name: string): ComponentView['needs'] {
  const found = components.find((component) => component.name === name);
  return found?.needs ?? { onHeapMiB: 0, offHeapMiB: 0, cpuPercent: 0 };
}

/** On the topology's own page all are 0 unless the resource-aware scheduler is configured. */
export const unscheduledResources = Object.fromEntries(
  ['requested', 'assigned'].flatMap((side) =>
    [
      'MemOnHeap',
      'MemOffHeap',
      'TotalMem',
      'Cpu',
      'RegularOnHeapMem',
      'SharedOnHeapMem',
      'RegularOffHeapMem',
      'SharedOffHeapMem',
    ].map((name) => [`${side}${name}`, 0] as const),
  ),
);
