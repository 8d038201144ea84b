// What each owner has on the cluster: topologies and what they take, with no guarantees, for only the resource-aware scheduler gives some.
import type { ClusterView, TopologyView } from '../../simulator/index.js';
import { sum, tasksOf } from './aggregate.js';
import { topologySummary } from './cluster-pages.js';
import { topologyResources } from './resources.js';

const schedulerDisplayResource = false;

export function ownerSummary(topologies: readonly TopologyView[]): Record<string, unknown> {
  const owners = [...new Set(topologies.map(({ owner }) => owner))];
  return { owners: owners.map((owner) => ownerRow(topologies, owner)), schedulerDisplayResource };
}

/** One who has nothing has a page all the same, full of zeros. */
export function ownerPage(
  cluster: ClusterView,
  topologies: readonly TopologyView[],
  owner: string,
): Record<string, unknown> {
  const own = topologies.filter((topology) => topology.owner === owner);
  return {
    ...ownerRow(topologies, owner),
    schedulerDisplayResource,
    topologies: topologySummary(cluster, own)['topologies'],
  };
}

function ownerRow(topologies: readonly TopologyView[], owner: string): Record<string, unknown> {
  const own = topologies.filter((topology) => topology.owner === owner);
  const executors = own.flatMap(({ workers }) => workers.flatMap((worker) => worker.executors));
  const resources = own.map(topologyResources);
  const total = (field: string): number => sum(resources, (one) => Number(one[field]));
  return {
    owner,
    totalTopologies: own.length,
    totalExecutors: executors.length,
    totalWorkers: sum(own, ({ workers }) => workers.length),
    totalTasks: sum(executors, tasksOf),
    totalMemoryUsage: total('assignedTotalMem'),
    totalCpuUsage: total('assignedCpu'),
    memoryGuarantee: 'N/A',
    cpuGuarantee: 'N/A',
    memoryGuaranteeRemaining: 'N/A',
    cpuGuaranteeRemaining: 'N/A',
    isolatedNodes: -1,
    totalReqOnHeapMem: total('requestedMemOnHeap'),
    totalReqOffHeapMem: total('requestedMemOffHeap'),
    totalReqMem: total('requestedMemOnHeap') + total('requestedMemOffHeap'),
    totalReqCpu: total('requestedCpu'),
    totalAssignedOnHeapMem: total('assignedMemOnHeap'),
    totalAssignedOffHeapMem: total('assignedMemOffHeap'),
  };
}
