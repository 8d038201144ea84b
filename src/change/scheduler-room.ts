// What Storm's resource-aware scheduler has room for, from what the cluster says of its nodes and the topology of its executors.
import type { ClusterInfo, Snapshot } from '../clusters/index.js';
import type { Asked, NodeRoom, Room } from '../knobs/index.js';

/** Storm's own defaults. */
const usual = { workerHeapMiB: 768, cpuPercent: 10, onHeapMiB: 128, offHeapMiB: 0 } as const;

/** With these it starts workers by another rule than that of heaps. */
const otherRules = ['topology.ras.one.executor.per.worker', 'topology.ras.one.component.per.worker'] as const;

type Nodes = NonNullable<ClusterInfo['nodes']>;

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
  return {
    nodes: freeOn(isOld ? oneOfEachHost(nodes ?? []) : (nodes ?? []), ownOn(snapshot), reserveSlots),
    ...(closed === null ? {} : { closed }),
    asked: Object.fromEntries(
      components.flatMap(({ name, asked }) => (asked === undefined ? [] : [[name, asked] as const])),
    ),
    others: othersOf(snapshot),
    workerHeapMiB: positive(configuration['topology.worker.max.heap.size.mb']) ?? usual.workerHeapMiB,
    search: isOld ? 'greedy' : 'backtracking',
  };
}

function whyClosed(nodes: ClusterInfo['nodes'], configuration: Snapshot['configuration']): string | null {
  if (nodes === undefined) return 'the resource-aware scheduler does not say what is free on its nodes';
  const rule = otherRules.find((key) => configuration[key] === true);
  if (rule === undefined) return null;
  return `with ${rule} the resource-aware scheduler starts workers by a rule that Trimtab does not reckon with`;
}

/** The scheduler of 1.2 finds one supervisor of each host, whichever: the one with least counts. */
function oneOfEachHost(nodes: Nodes): Nodes {
  const least = new Map<string, Nodes[number]>();
  for (const node of nodes) {
    const known = least.get(node.host);
    if (known === undefined || leftOf(node) < leftOf(known)) least.set(node.host, node);
  }
  return [...least.values()];
}

function leftOf({ cpuPercent: { total, used } }: Nodes[number]): number {
  return total - used;
}

/** Executors that the assignment has and no component; they ask for what is usual in the topology. */
function othersOf({ components, assignedExecutors, configuration }: Snapshot): Room['others'] {
  const executors = assignedExecutors - components.reduce((sum, one) => sum + one.executors, 0);
  if (executors <= 0) return null;
  const setting = (key: string): number | null => positive(configuration[`topology.component.${key}`]);
  return {
    executors,
    asked: {
      cpuPercent: setting('cpu.pcore.percent') ?? usual.cpuPercent,
      onHeapMiB: setting('resources.onheap.memory.mb') ?? usual.onHeapMiB,
      offHeapMiB: setting('resources.offheap.memory.mb') ?? usual.offHeapMiB,
    },
  };
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && value > 0 ? value : null;
}

const nothing: NodeRoom = { cpuPercent: 0, memoryMiB: 0, slots: 0 };

/** What the topology has on each host: a rebalance gives it back first. */
function ownOn({ components, workers }: Snapshot): Map<string, NodeRoom> {
  const held = new Map<string, NodeRoom>();
  const add = (host: string, { cpuPercent, memoryMiB, slots }: NodeRoom): void => {
    const before = held.get(host) ?? nothing;
    held.set(host, {
      cpuPercent: before.cpuPercent + cpuPercent,
      memoryMiB: before.memoryMiB + memoryMiB,
      slots: before.slots + slots,
    });
  };
  for (const { host } of workers) add(host, { ...nothing, slots: 1 });
  for (const { samples, asked } of components) {
    if (asked !== undefined) for (const { host } of samples) add(host, roomOf(asked));
  }
  return held;
}

function roomOf({ cpuPercent, onHeapMiB, offHeapMiB }: Asked): NodeRoom {
  return { cpuPercent, memoryMiB: onHeapMiB + offHeapMiB, slots: 0 };
}

/** Several supervisors of one host give back what is theirs in turn, none of them more than it has given. */
function freeOn(nodes: Nodes, held: ReadonlyMap<string, NodeRoom>, reserveSlots: number): NodeRoom[] {
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
      cpuPercent: Math.max(0, cpuPercent.total - cpuPercent.used + back.cpuPercent),
      memoryMiB: Math.max(0, memoryMiB.total - memoryMiB.used + back.memoryMiB),
      slots: Math.max(0, slots.total - slots.used - kept + back.slots),
    };
  });
}
