// What Storm's resource-aware scheduler has room for, from what the cluster says of its nodes and the topology of its executors.
import { type ClusterInfo, resourcesMap, type Snapshot } from '../clusters/index.js';
import type { Asked, NodeRoom, Room } from '../knobs/index.js';

/** Storm's own defaults. */
const usual = { workerHeapMiB: 768, cpuPercent: 10, onHeapMiB: 128, offHeapMiB: 0 } as const;

/** With these it starts workers by another rule than that of heaps. */
const otherRules = ['topology.ras.one.executor.per.worker', 'topology.ras.one.component.per.worker'] as const;

type Nodes = NonNullable<ClusterInfo['nodes']>;

interface Free {
  readonly host: string;
  readonly room: NodeRoom;
}

/**
 * @param reserveSlots that stay free on the cluster
 * @returns null where another scheduler runs, to which neither CPU nor memory matters
 */
export function schedulerRoom(
  { nodes, generation }: Pick<ClusterInfo, 'nodes' | 'generation'>,
  snapshot: Snapshot,
  reserveSlots = 0,
): Room | null {
  const { configuration, components, isResourceAware } = snapshot;
  if (isResourceAware !== true) return null;
  const isOld = generation === 'storm-1.2';
  const closed = whyClosed(nodes, configuration);
  const others = othersOf(snapshot);
  const free = freeOn(nodes ?? [], ownOn(snapshot, others), reserveSlots);
  return {
    nodes: largestFirst(isOld ? oneOfEachHost(free) : free.map(({ room }) => room)),
    ...(closed === null ? {} : { closed }),
    asked: Object.fromEntries(
      components.flatMap(({ name, asked }) => (asked === undefined ? [] : [[name, asked] as const])),
    ),
    others,
    workerHeapMiB: positive(configuration['topology.worker.max.heap.size.mb']) ?? usual.workerHeapMiB,
    search: isOld ? 'greedy' : 'backtracking',
  };
}

/** By component, as they are now. */
export function runningExecutors({ components }: Snapshot): Record<string, number> {
  return Object.fromEntries(components.map(({ name, executors }) => [name, executors]));
}

function whyClosed(nodes: ClusterInfo['nodes'], configuration: Snapshot['configuration']): string | null {
  if (nodes === undefined) return 'the resource-aware scheduler does not say what is free on its nodes';
  const strategy = String(configuration['topology.scheduler.strategy'] ?? '');
  const rule = strategy.includes('Constraint')
    ? 'ConstraintSolverStrategy'
    : otherRules.find((key) => configuration[key] === true);
  if (rule === undefined) return null;
  return `with ${rule} the resource-aware scheduler goes by a rule that Trimtab does not reckon with`;
}

/** The scheduler of 1.2 finds one supervisor of each host, whichever: the least that one of them has counts. */
function oneOfEachHost(free: readonly Free[]): NodeRoom[] {
  const least = new Map<string, NodeRoom>();
  for (const { host, room } of free) {
    const known = least.get(host) ?? room;
    least.set(host, {
      cpuPercent: Math.min(known.cpuPercent, room.cpuPercent),
      memoryMiB: Math.min(known.memoryMiB, room.memoryMiB),
      slots: Math.min(known.slots, room.slots),
    });
  }
  return [...least.values()];
}

function largestFirst(nodes: readonly NodeRoom[]): NodeRoom[] {
  return [...nodes].sort((a, b) => b.cpuPercent - a.cpuPercent || b.memoryMiB - a.memoryMiB);
}

/**
 * Executors that the assignment has and no component. Those of metrics consumers have settings of their own, others what is usual in the
 * topology: the most of all these counts.
 */
function othersOf({ components, assignedExecutors, configuration }: Snapshot): Room['others'] {
  const executors = assignedExecutors - components.reduce((sum, one) => sum + one.executors, 0);
  if (executors <= 0) return null;
  const mapped = resourcesMap(configuration);
  const most = (name: string, otherwise: number, ...keys: readonly string[]): number => {
    const told = [mapped[name], ...keys.map((key) => configuration[`topology.${key}`])].map(positive);
    return Math.max(...told.map((value) => value ?? 0)) || otherwise;
  };
  return {
    executors,
    asked: {
      cpuPercent: most(
        'cpu.pcore.percent',
        usual.cpuPercent,
        'component.cpu.pcore.percent',
        'metrics.consumer.cpu.pcore.percent',
      ),
      onHeapMiB: most(
        'onheap.memory.mb',
        usual.onHeapMiB,
        'component.resources.onheap.memory.mb',
        'metrics.consumer.resources.onheap.memory.mb',
      ),
      offHeapMiB: most(
        'offheap.memory.mb',
        usual.offHeapMiB,
        'component.resources.offheap.memory.mb',
        'metrics.consumer.resources.offheap.memory.mb',
      ),
    },
  };
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && value > 0 ? value : null;
}

const nothing: NodeRoom = { cpuPercent: 0, memoryMiB: 0, slots: 0 };

/** What the topology has on each host: a rebalance gives it back first. */
function ownOn({ components, workers }: Snapshot, others: Room['others']): Map<string, NodeRoom> {
  const held = new Map<string, NodeRoom>();
  const add = (host: string, { cpuPercent, memoryMiB, slots }: NodeRoom): void => {
    const before = held.get(host) ?? nothing;
    held.set(host, {
      cpuPercent: before.cpuPercent + cpuPercent,
      memoryMiB: before.memoryMiB + memoryMiB,
      slots: before.slots + slots,
    });
  };
  const untold = new Map<string, number>();
  for (const { host, executors } of workers) {
    add(host, { ...nothing, slots: 1 });
    untold.set(host, (untold.get(host) ?? 0) + executors);
  }
  for (const { samples, asked } of components) {
    for (const { host } of samples) {
      untold.set(host, (untold.get(host) ?? 0) - 1);
      if (asked !== undefined) add(host, roomOf(asked));
    }
  }
  for (const [host, count] of untold) {
    for (let n = 0; others !== null && n < count; n++) add(host, roomOf(others.asked));
  }
  return held;
}

function roomOf({ cpuPercent, onHeapMiB, offHeapMiB }: Asked): NodeRoom {
  return { cpuPercent, memoryMiB: onHeapMiB + offHeapMiB, slots: 0 };
}

/** Several supervisors of one host give back what is theirs in turn, none of them more than it has given. */
function freeOn(nodes: Nodes, held: ReadonlyMap<string, NodeRoom>, reserveSlots: number): Free[] {
  const left = new Map(held);
  let reserved = reserveSlots;
  return nodes.map(({ host, cpuPercent, memoryMiB, slots }) => {
    const mine = left.get(host) ?? nothing;
    const back = {
      cpuPercent: Math.min(mine.cpuPercent, cpuPercent.used),
      memoryMiB: Math.min(mine.memoryMiB, memoryMiB.used),
      slots: Math.min(mine.slots, slots.used),
    };
    left.set(host, {
      cpuPercent: mine.cpuPercent - back.cpuPercent,
      memoryMiB: mine.memoryMiB - back.memoryMiB,
      slots: mine.slots - back.slots,
    });
    const kept = Math.min(reserved, Math.max(0, slots.total - slots.used));
    reserved -= kept;
    return {
      host,
      room: {
        cpuPercent: Math.max(0, cpuPercent.total - cpuPercent.used + back.cpuPercent),
        memoryMiB: Math.max(0, memoryMiB.total - memoryMiB.used + back.memoryMiB),
        slots: Math.max(0, slots.total - slots.used - kept + back.slots),
      },
    };
  });
}
