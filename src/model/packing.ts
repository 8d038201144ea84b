// How Heron packs the instances of a topology into containers anew when it is updated, and which instances that moves.

export interface PackedInstance {
  readonly component: string;
  /** Counted over the whole topology, from 1. */
  readonly task: number;
  /** Counted within its component, from 0. */
  readonly index: number;
}

export interface PackedContainer {
  /** From 1 on; scaling down may leave gaps. */
  readonly id: number;
  readonly instances: readonly PackedInstance[];
}

export type Packing = readonly PackedContainer[];

/** Instances of each component. */
export type Parallelism = Readonly<Record<string, number>>;

/** What was submitted: RoundRobinPacking keeps its instances per container for ever. */
export interface SubmittedShape {
  readonly instances: number;
  readonly containers: number;
}

export function parallelismOf(packing: Packing): Record<string, number> {
  return Object.fromEntries(instancesIn(packing));
}

/** By component, whatever it is called. */
function instancesIn(packing: Packing): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { component } of packing.flatMap(({ instances }) => instances)) {
    counts.set(component, (counts.get(component) ?? 0) + 1);
  }
  return counts;
}

/**
 * RoundRobinPacking.repack (RoundRobinPacking.java:377-410, 492-539): from scratch, tasks numbered anew, dealt over the containers.
 * Zero and negative numbers pass, and remove the component; a negative one is even counted when the containers are.
 * @param containers null keeps the instances per container that were submitted
 * @throws RangeError in Heron's words, for more containers than instances
 */
export function roundRobinRepacking(
  wanted: Parallelism,
  submitted: SubmittedShape,
  containers: number | null,
): Packing {
  const total = Object.values(wanted).reduce((sum, n) => sum + n, 0);
  const number = containers ?? Math.max(1, Math.ceil(total / (submitted.instances / submitted.containers)));
  if (number > total) {
    throw new RangeError(`More containers (${number}) allocated than instances (${total}).`);
  }
  const packed = Array.from({ length: number }, (): PackedInstance[] => []);
  let task = 0;
  for (const component of inHashOrder(Object.keys(wanted))) {
    for (let index = 0; index < (wanted[component] ?? 0); index++) {
      packed[task % number]?.push({ component, task: task + 1, index });
      task += 1;
    }
  }
  return packed.map((instances, i) => ({ id: i + 1, instances }));
}

/** Where ResourceCompliantRRPacking and FirstFitDecreasingPacking put a new instance first. */
export type Placing = 'in-turn' | 'first-fit';

/**
 * Both leave instances where they are. New ones go where room is, then into new containers; those that go are taken from the containers
 * with the fewest. How much room there is follows from memory that neither the Tracker nor a dry run tells: it is taken for twice the
 * instances per container that were submitted.
 */
export function keepingRepacking(
  before: Packing,
  wanted: Parallelism,
  submitted: SubmittedShape,
  placing: Placing,
): Packing {
  const room = 2 * Math.ceil(submitted.instances / submitted.containers);
  const containers = before.map(({ id, instances }) => ({ id, instances: [...instances] }));
  const now = instancesIn(before);
  const order = inHashOrder(Object.keys(wanted));
  for (const component of order) {
    for (let n = now.get(component) ?? 0; n > (wanted[component] ?? 0); n--) takeOne(containers, component);
  }
  const kept = containers.filter(({ instances }) => instances.length > 0);
  const all = kept.flatMap(({ instances }) => instances);
  let task = Math.max(0, ...all.map((one) => one.task));
  let turn = 0;
  for (const component of order) {
    let index = Math.max(-1, ...all.filter((one) => one.component === component).map((one) => one.index));
    for (let n = now.get(component) ?? 0; n < (wanted[component] ?? 0); n++) {
      task += 1;
      index += 1;
      turn = putOne(kept, { component, task, index }, room, placing === 'in-turn' ? turn : 0);
    }
  }
  return kept;
}

type Filling = { readonly id: number; readonly instances: PackedInstance[] }[];

function takeOne(containers: Filling, component: string): void {
  const holding = containers.filter(({ instances }) => instances.some((one) => one.component === component));
  const [fewest] = holding.sort((a, b) => a.instances.length - b.instances.length || b.id - a.id);
  const at = fewest?.instances.findLastIndex((one) => one.component === component) ?? -1;
  fewest?.instances.splice(at, 1);
}

/** @returns where the next turn begins */
function putOne(containers: Filling, instance: PackedInstance, room: number, turn: number): number {
  for (let i = 0; i < containers.length; i++) {
    const at = (turn + i) % containers.length;
    const container = containers[at];
    if (container === undefined || container.instances.length >= room) continue;
    container.instances.push(instance);
    return at + 1;
  }
  const id = Math.max(0, ...containers.map((one) => one.id)) + 1;
  containers.push({ id, instances: [instance] });
  return containers.length;
}

/** As java.util.HashMap walks over its keys: by bucket; RoundRobinPacking deals components in that order, not in that of the topology. */
export function inHashOrder(names: readonly string[]): string[] {
  let buckets = 16;
  while (names.length > 0.75 * buckets) buckets *= 2;
  const bucketOf = (name: string): number => {
    let hash = 0;
    for (let i = 0; i < name.length; i++) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) | 0;
    return (hash ^ (hash >>> 16)) & (buckets - 1);
  };
  return [...names].sort((a, b) => bucketOf(a) - bucketOf(b));
}

/** What an update moves: an instance of the same id stays, as a process; every stream manager restarts in any case. */
export interface Moves {
  /** Instances that were there before and go on. */
  readonly kept: number;
  /** That were there before. */
  readonly before: number;
  readonly containers: { readonly before: number; readonly after: number };
}

export function movesBetween(before: Packing, after: Packing): Moves {
  const ids = new Set(instanceIds(after));
  const old = instanceIds(before);
  return {
    kept: old.filter((id) => ids.has(id)).length,
    before: old.length,
    containers: { before: before.length, after: after.length },
  };
}

function instanceIds(packing: Packing): string[] {
  return packing.flatMap(({ id, instances }) => instances.map((one) => instanceId(id, one)));
}

/** As Heron names an instance, its process and its logs. */
export function instanceId(container: number, { component, task }: PackedInstance): string {
  return `container_${container}_${component}_${task}`;
}
