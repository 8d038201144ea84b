// How many instances of a Heron topology an update moves, by the arithmetic of its repacking.
import type { Operation, Snapshot } from '../clusters/index.js';
import {
  keepingRepacking,
  type Moves,
  movesBetween,
  type Packing,
  parallelismOf,
  roundRobinRepacking,
} from '../model/index.js';

/** Who packs: the agent asks for ResourceCompliantRRPacking, a command by hand takes what packing.yaml says, which usually is the other. */
export type Repacking = 'keeping' | 'round-robin';

/** null where it is not known which instance is where, or nothing is repacked. */
export function movesOf(plan: readonly Operation[], snapshot: Snapshot, repacking: Repacking): Moves | null {
  const [operation] = plan;
  const { submitted } = snapshot;
  const before = packingOf(snapshot);
  if (operation?.kind !== 'rebalance-assignment' || before === null) return null;
  if (submitted === undefined || submitted.instances === 0) return null;
  const wanted = { ...parallelismOf(before), ...operation.executors };
  const { workers } = operation;
  const after =
    repacking === 'keeping' && workers === null
      ? keepingRepacking(before, wanted, submitted, 'in-turn')
      : roundRobinRepacking(wanted, submitted, workers);
  return movesBetween(before, after);
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
