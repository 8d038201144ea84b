// Room that Storm's resource-aware scheduler has for a topology: asked for more than there is, it stops the whole topology.

/** What one executor asks for: percent of a core, MiB on and off the heap. */
export interface Asked {
  readonly cpuPercent: number;
  readonly onHeapMiB: number;
  readonly offHeapMiB: number;
}

/** What one node has; each worker takes a slot. */
export interface NodeRoom {
  readonly cpuPercent: number;
  readonly memoryMiB: number;
  readonly slots: number;
}

export interface Room {
  /** Free for the topology, what it has now counted as free; the one with most first. */
  readonly nodes: readonly NodeRoom[];
  /** Why there is none that can be counted on, in words; absent: there is what the nodes have. */
  readonly closed?: string;
  /** By component, `__acker` among them; without those of which it is not told. */
  readonly asked: Readonly<Record<string, Asked>>;
  /** Executors of the topology that are no component of it, such as those of metrics consumers. */
  readonly others: { readonly executors: number; readonly asked: Asked } | null;
  /** The largest heap that a worker is given. */
  readonly workerHeapMiB: number;
  /**
   * How it looks for places (read in the classes of 1.2.4 and 2.8.3): 2.x goes back on its steps, so many times, and finds what first
   * fit finds where the nodes are not nearly full of executors of different sizes. 1.2 goes back on none, so that each executor is
   * taken for as large as the largest, and counts memory off the heap against a worker's heap.
   */
  readonly search: 'backtracking' | 'greedy';
}

/** Of CPU and memory of a node, where executors differ in size: fuller than that, its search may end before it has found a place for all. */
const mixedShare = 0.85;

interface Group extends Asked {
  readonly name: string;
  readonly executors: number;
}

/** A node while executors are put on it. */
interface Bin {
  cpuPercent: number;
  memoryMiB: number;
  slots: number;
  /** What is left of the heap of each worker, MiB. */
  readonly workers: number[];
}

/**
 * By first fit: the component whose executor asks for most first, on the node with most room first.
 * @param executors by component, all of the topology
 * @returns why they would find no place; null when they do
 */
export function whyNoRoom(executors: Readonly<Record<string, number>>, room: Room): string | null {
  const { nodes, asked, others, workerHeapMiB, closed, search } = room;
  if (closed !== undefined) return closed;
  const groups: Group[] =
    others === null ? [] : [{ name: 'its own', executors: others.executors, ...others.asked }];
  for (const [name, count] of Object.entries(executors)) {
    const each = Object.hasOwn(asked, name) ? asked[name] : undefined;
    if (each === undefined) return `what an executor of ${name} asks for is not told`;
    groups.push({ name, executors: count, ...each });
  }
  const wide = groups.find((group) => heapOf(group, search) > workerHeapMiB);
  if (wide !== undefined) {
    return `an executor of ${wide.name} asks for ${heapOf(wide, search)} MiB, and no worker has more than ${workerHeapMiB} (topology.worker.max.heap.size.mb)`;
  }
  const share = search === 'backtracking' && isMixed(groups) ? mixedShare : 1;
  const bins = nodes.map(
    ({ cpuPercent, memoryMiB, slots }): Bin => ({
      cpuPercent: share * cpuPercent,
      memoryMiB: share * memoryMiB,
      slots,
      workers: [],
    }),
  );
  if (isOver(groups, bins)) return tooMuch(groups, nodes, share, search);
  const isPlaced = sized(groups, search).every((group) => placeAll(group, bins, workerHeapMiB, search));
  return isPlaced ? null : tooMuch(groups, nodes, share, search);
}

/** Of different sizes. */
function isMixed([first, ...rest]: readonly Group[]): boolean {
  return (
    first !== undefined &&
    rest.some((one) => one.cpuPercent !== first.cpuPercent || memoryOf(one) !== memoryOf(first))
  );
}

/** In all: what is seen so need not be tried. */
function isOver(groups: readonly Group[], bins: readonly Bin[]): boolean {
  const cpu = bins.reduce((sum, { cpuPercent }) => sum + cpuPercent, 0);
  const memory = bins.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
  return sumOf(groups, 'cpu') > cpu + 1e-9 || sumOf(groups, 'memory') > memory + 1e-9;
}

function sumOf(groups: readonly Group[], what: 'cpu' | 'memory'): number {
  return groups.reduce(
    (sum, one) => sum + one.executors * (what === 'cpu' ? one.cpuPercent : memoryOf(one)),
    0,
  );
}

/** In the order in which they are placed. */
function sized(groups: readonly Group[], search: Room['search']): Group[] {
  const most = (of: (group: Group) => number): number => Math.max(0, ...groups.map(of));
  const largest = {
    cpuPercent: most((group) => group.cpuPercent),
    onHeapMiB: most((group) => group.onHeapMiB),
    offHeapMiB: most((group) => group.offHeapMiB),
  };
  if (search === 'greedy') return groups.map((group) => ({ ...group, ...largest }));
  return [...groups].sort((a, b) => b.cpuPercent - a.cpuPercent || memoryOf(b) - memoryOf(a));
}

/** Puts the executors of one component on the nodes, into workers that are there first. */
function placeAll(
  group: Group,
  bins: readonly Bin[],
  workerHeapMiB: number,
  search: Room['search'],
): boolean {
  const heap = heapOf(group, search);
  let left = group.executors;
  for (const bin of bins) {
    for (let w = 0; left > 0 && (w < bin.workers.length || bin.slots > 0); w++) {
      const free = bin.workers[w] ?? workerHeapMiB;
      const placed = Math.min(
        left,
        fitting(bin.cpuPercent, group.cpuPercent),
        fitting(bin.memoryMiB, memoryOf(group)),
        fitting(free, heap),
      );
      if (w === bin.workers.length) {
        if (placed === 0) break;
        bin.slots -= 1;
      }
      bin.workers[w] = free - placed * heap;
      bin.cpuPercent -= placed * group.cpuPercent;
      bin.memoryMiB -= placed * memoryOf(group);
      left -= placed;
    }
  }
  return left <= 0;
}

/** How many of that size go into what is left. */
function fitting(left: number, each: number): number {
  return each <= 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(left / each + 1e-9));
}

function memoryOf({ onHeapMiB, offHeapMiB }: Asked): number {
  return onHeapMiB + offHeapMiB;
}

/** What counts against the heap of a worker. */
function heapOf(asked: Asked, search: Room['search']): number {
  return search === 'greedy' ? memoryOf(asked) : asked.onHeapMiB;
}

function tooMuch(
  groups: readonly Group[],
  nodes: readonly NodeRoom[],
  share: number,
  search: Room['search'],
): string {
  const count = groups.reduce((sum, { executors }) => sum + executors, 0);
  const free = nodes.map(
    ({ cpuPercent, memoryMiB, slots }) =>
      `${Math.floor(cpuPercent)} %, ${Math.floor(memoryMiB)} MiB and ${slots} slot${slots === 1 ? '' : 's'}`,
  );
  const told =
    free.length > 4 ? `${free.slice(0, 4).join('; ')}; and ${free.length - 4} more nodes` : free.join('; ');
  const careful = [
    ...(share < 1 ? [`as they differ in size, no node is filled over ${100 * share} %`] : []),
    ...(search === 'greedy' && isMixed(groups) ? ['on 1.2 each is taken for as large as the largest'] : []),
  ];
  return (
    `${count} executors ask for ${Math.round(sumOf(groups, 'cpu'))} % of a core and ${Math.round(sumOf(groups, 'memory'))} MiB, and ` +
    `the resource-aware scheduler has no sure room for them (free for them on its nodes: ${[told || 'nothing', ...careful].join('; ')}); ` +
    'without room it would stop the whole topology'
  );
}
