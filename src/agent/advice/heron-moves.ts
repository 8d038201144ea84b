// How a Heron topology is packed, and how many of its instances an update moves, by the arithmetic of its repacking.
import type { ClusterInfo, Operation, Snapshot } from '../../clusters/index.js';
import type { Moves, Packing } from '../../model/index.js';
import { movesUnder, type Packed } from '../../twin/index.js';

const deactivateWait = 'topology.update.deactivate.wait.secs';

/** The agent's own updates, by API server or command, ask for the repacking that moves little; one by hand gets Heron's usual one. */
export function repackingOn({ apiUrl, heronCommand }: ClusterInfo): Packed['repacking'] {
  return apiUrl != null || heronCommand != null ? 'keeping' : 'round-robin';
}

/** null where it is not known which instance is where, or how it was submitted. */
export function packedOf(snapshot: Snapshot, repacking: Packed['repacking']): Packed | null {
  const { submitted, configuration } = snapshot;
  const containers = packingOf(snapshot);
  if (containers === null || submitted === undefined || submitted.instances === 0) return null;
  const wait = Number(configuration[deactivateWait] ?? 0);
  const deactivateSeconds = Number.isFinite(wait) && wait > 0 ? wait : 0;
  return { containers, submitted, repacking, deactivateSeconds };
}

/** null where it is not known which instance is where, or nothing is repacked. */
export function movesOf(
  plan: readonly Operation[],
  snapshot: Snapshot,
  repacking: Packed['repacking'],
): Moves | null {
  const [operation] = plan;
  const packed = packedOf(snapshot, repacking);
  if (operation?.kind !== 'rebalance-assignment' || packed === null) return null;
  const { executors, workers } = operation;
  return movesUnder(packed, workers === null ? { executors } : { executors, workers });
}

/** Containers that the parallelism of a plan leads to by Heron's usual repacking, whatever number the plan has beside it; null is not known. */
export function containersByItself(plan: readonly Operation[], snapshot: Snapshot): number | null {
  const [operation] = plan;
  if (operation?.kind !== 'rebalance-assignment') return null;
  return movesOf([{ ...operation, workers: null }], snapshot, 'round-robin')?.containers.after ?? null;
}

/** By the ids of its instances, container_CONTAINER_COMPONENT_TASK; null while one of them does not report. */
function packingOf({ components }: Snapshot): Packing | null {
  const containers = new Map<number, { component: string; task: number; index: number }[]>();
  for (const { name, samples, missingTasks } of components) {
    if (missingTasks > 0) return null;
    for (const [index, { id }] of samples.entries()) {
      const [, container, task] = /^container_(\d+)_.*_(\d+)$/.exec(id) ?? [];
      if (container === undefined || task === undefined) return null;
      const own = containers.get(Number(container)) ?? [];
      containers.set(Number(container), [...own, { component: name, task: Number(task), index }]);
    }
  }
  return [...containers].map(([id, instances]) => ({ id, instances })).sort((a, b) => a.id - b.id);
}
