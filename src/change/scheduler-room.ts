// What Storm's resource-aware scheduler has room for, from what the cluster says of its nodes and the topology of its executors.
import { type ClusterInfo, isResourceAware, type Snapshot } from '../clusters/index.js';
import type { Asked, NodeRoom, Room } from '../knobs/index.js';

/** Storm's own default of topology.worker.max.heap.size.mb. */
const usualWorkerHeapMiB = 768;

/**
 * @param slotsFree that the topology may have beside its own
 * @returns null where another scheduler runs, to which neither CPU nor memory matters
 */
export function schedulerRoom(
  { nodes }: Pick<ClusterInfo, 'nodes'>,
  snapshot: Snapshot,
  slotsFree: number,
): Room | null {
  const { configuration, components, assignedWorkers } = snapshot;
  if (!isResourceAware(configuration)) return null;
  const heap = Number(configuration['topology.worker.max.heap.size.mb']);
  return {
    nodes: nodes == null ? null : freeOn(nodes, ownOn(snapshot)),
    asked: Object.fromEntries(
      components.flatMap(({ name, asked }) => (asked == null ? [] : [[name, asked] as const])),
    ),
    workerHeapMiB: heap > 0 ? heap : usualWorkerHeapMiB,
    slots: assignedWorkers + slotsFree,
  };
}

/** What the topology has on each host: a rebalance gives it back first. */
function ownOn({ components }: Snapshot): Map<string, NodeRoom> {
  const own = new Map<string, NodeRoom>();
  for (const { samples, asked } of components) {
    if (asked == null) continue;
    for (const { host } of samples) own.set(host, plus(own.get(host), asked));
  }
  return own;
}

function plus({ cpuPercent, memoryMiB }: NodeRoom = { cpuPercent: 0, memoryMiB: 0 }, asked: Asked): NodeRoom {
  return {
    cpuPercent: cpuPercent + asked.cpuPercent,
    memoryMiB: memoryMiB + asked.onHeapMiB + asked.offHeapMiB,
  };
}

/** Several supervisors of one host give back what is theirs in turn, none of them more than it has given. */
function freeOn(nodes: NonNullable<ClusterInfo['nodes']>, own: Map<string, NodeRoom>): NodeRoom[] {
  const left = new Map(own);
  return nodes.map(({ host, cpuPercent, memoryMiB }) => {
    const { cpuPercent: cpu = 0, memoryMiB: memory = 0 } = left.get(host) ?? {};
    const back = { cpuPercent: Math.min(cpu, cpuPercent.used), memoryMiB: Math.min(memory, memoryMiB.used) };
    left.set(host, { cpuPercent: cpu - back.cpuPercent, memoryMiB: memory - back.memoryMiB });
    return {
      cpuPercent: Math.max(0, cpuPercent.total - cpuPercent.used + back.cpuPercent),
      memoryMiB: Math.max(0, memoryMiB.total - memoryMiB.used + back.memoryMiB),
    };
  });
}
