// Memory and CPU of a plan as schedulers account for them: the defaults for each executor, nothing measured.
import type { TopologyView, WorkerView } from '../../simulator/index.js';

/** topology.component.resources.onheap.memory.mb and topology.component.cpu.pcore.percent. */
export const heapMiBPerExecutor = 128;
export const cpuPercentPerExecutor = 10;

export const componentResources = {
  requestedMemOnHeap: heapMiBPerExecutor,
  requestedMemOffHeap: 0,
  requestedCpu: cpuPercentPerExecutor,
} as const;

/** A worker's heap (-Xmx) is the sum over the executors it holds, under every scheduler. */
export function workerResources({ executors }: WorkerView): Record<string, number> {
  return {
    assignedMemOnHeap: executors.length * heapMiBPerExecutor,
    assignedMemOffHeap: 0,
    assignedCpu: executors.length * cpuPercentPerExecutor,
  };
}

/** For the list of topologies; requestedTotalMem adds what is assigned on heap, a slip of Storm's that stays. */
export function topologyResources({ components, workers }: TopologyView): Record<string, number | string> {
  const requested = components.reduce((total, { executors }) => total + executors, 0);
  const assigned = workers.reduce((total, { executors }) => total + executors.length, 0);
  return {
    requestedMemOnHeap: requested * heapMiBPerExecutor,
    requestedMemOffHeap: 0,
    requestedTotalMem: assigned * heapMiBPerExecutor,
    requestedCpu: requested * cpuPercentPerExecutor,
    requestedGenericResources: '',
    assignedMemOnHeap: assigned * heapMiBPerExecutor,
    assignedMemOffHeap: 0,
    assignedTotalMem: assigned * heapMiBPerExecutor,
    assignedCpu: assigned * cpuPercentPerExecutor,
    assignedGenericResources: '',
  };
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
