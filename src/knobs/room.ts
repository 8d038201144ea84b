// Room that Storm's resource-aware scheduler has for a topology: asked for more than there is, it stops the whole topology.

/** What one executor asks for: percent of a core, MiB on and off the heap. */
export interface Asked {
  readonly cpuPercent: number;
  readonly onHeapMiB: number;
  readonly offHeapMiB: number;
}

/** What one node has. */
export interface NodeRoom {
  readonly cpuPercent: number;
  readonly memoryMiB: number;
}

export interface Room {
  /** Free for the topology, what it has now counted as free; null where the cluster does not say. */
  readonly nodes: readonly NodeRoom[] | null;
  /** By component, `__acker` among them; without those of which it is not told. */
  readonly asked: Readonly<Record<string, Asked>>;
  /** The largest heap that a worker is given. */
  readonly workerHeapMiB: number;
  /** Workers that there can be: those of the topology, and the free slots. */
  readonly slots: number;
}

interface Group extends Asked {
  readonly name: string;
  readonly executors: number;
}

/**
 * By first fit: the component whose executor asks for most first, on the node with most room first. The scheduler searches with
 * backtracking (DefaultResourceAwareStrategy), so it finds a place for whatever fits in this way.
 * @param executors by component, all of the topology
 * @returns why they would find no place; null when they do
 */
export function whyNoRoom(executors: Readonly<Record<string, number>>, room: Room): string | null {
  const { nodes, asked, workerHeapMiB, slots } = room;
  if (nodes === null) return 'the resource-aware scheduler does not say what is free on its nodes';
  const groups: Group[] = [];
  for (const [name, count] of Object.entries(executors)) {
    const each = Object.hasOwn(asked, name) ? asked[name] : undefined;
    if (each === undefined) return `what an executor of ${name} asks for is not told`;
    groups.push({ name, executors: count, ...each });
  }
  const wide = groups.find(({ onHeapMiB }) => onHeapMiB > workerHeapMiB);
  if (wide !== undefined) {
    return `an executor of ${wide.name} asks for ${wide.onHeapMiB} MiB, and no worker has more than ${workerHeapMiB} (topology.worker.max.heap.size.mb)`;
  }
  const workers = workersFor(groups, nodes, workerHeapMiB);
  if (workers === null) return tooMuch(groups, nodes);
  if (workers <= slots) return null;
  return `they need ${workers} workers of at most ${workerHeapMiB} MiB, and there are slots for ${slots}`;
}

/** @returns the least number of workers that they need where first fit puts them; null where that finds no place for one */
function workersFor(
  groups: readonly Group[],
  nodes: readonly NodeRoom[],
  workerHeapMiB: number,
): number | null {
  const free = nodes
    .map(({ cpuPercent, memoryMiB }) => ({ cpuPercent, memoryMiB, onHeapMiB: 0 }))
    .sort((a, b) => b.cpuPercent - a.cpuPercent || b.memoryMiB - a.memoryMiB);
  const largestFirst = [...groups].sort((a, b) => b.cpuPercent - a.cpuPercent || memoryOf(b) - memoryOf(a));
  for (const group of largestFirst) {
    let left = group.executors;
    for (const node of free) {
      const placed = Math.min(
        left,
        fitting(node.cpuPercent, group.cpuPercent),
        fitting(node.memoryMiB, memoryOf(group)),
      );
      node.cpuPercent -= placed * group.cpuPercent;
      node.memoryMiB -= placed * memoryOf(group);
      node.onHeapMiB += placed * group.onHeapMiB;
      left -= placed;
    }
    if (left > 0) return null;
  }
  return free.reduce((sum, { onHeapMiB }) => sum + Math.ceil(onHeapMiB / workerHeapMiB - 1e-9), 0);
}

/** How many of that size go into what is left. */
function fitting(left: number, each: number): number {
  return each <= 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(left / each + 1e-9));
}

function memoryOf({ onHeapMiB, offHeapMiB }: Asked): number {
  return onHeapMiB + offHeapMiB;
}

function tooMuch(groups: readonly Group[], nodes: readonly NodeRoom[]): string {
  const count = groups.reduce((sum, { executors }) => sum + executors, 0);
  const cpu = groups.reduce((sum, one) => sum + one.executors * one.cpuPercent, 0);
  const memory = groups.reduce((sum, one) => sum + one.executors * memoryOf(one), 0);
  const free = nodes.map((node) => `${Math.floor(node.cpuPercent)} % and ${Math.floor(node.memoryMiB)} MiB`);
  const told =
    free.length > 4 ? `${free.slice(0, 4).join('; ')}; and on ${free.length - 4} more` : free.join('; ');
  return (
    `${count} executors ask for ${Math.round(cpu)} % of a core and ${Math.round(memory)} MiB, and the resource-aware scheduler ` +
    `has no room for them (free for them on its nodes: ${told || 'none'}); it would stop the whole topology`
  );
}
