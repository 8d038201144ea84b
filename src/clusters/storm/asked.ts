// What each executor asks the resource-aware scheduler for: of the component itself, or by the topology's settings.
import type { ComponentSnapshot, Snapshot } from '../types.js';

type Told = number | null | undefined;
type AskedPart = Pick<ComponentSnapshot, 'asked'>;

/** As the UI writes it into the rows and pages of components. */
export interface RequestedRow {
  readonly requestedCpu?: Told;
  readonly requestedMemOnHeap?: Told;
  readonly requestedMemOffHeap?: Told;
}

/** By the class of the scheduler; whether workers are placed by what executors ask for, and as many as they need. */
export function isResourceAware(scheduler: unknown): boolean {
  return typeof scheduler === 'string' && scheduler.includes('ResourceAware');
}

export function askedOf({ requestedCpu, requestedMemOnHeap, requestedMemOffHeap }: RequestedRow): AskedPart {
  return whole(requestedCpu, requestedMemOnHeap, requestedMemOffHeap);
}

/** Names in a map of resources, and as settings: of the topology, and of the acker where it has its own. */
const resources = [
  ['cpu.pcore.percent', 'component.cpu.pcore.percent', 'acker.cpu.pcore.percent'],
  ['onheap.memory.mb', 'component.resources.onheap.memory.mb', 'acker.resources.onheap.memory.mb'],
  ['offheap.memory.mb', 'component.resources.offheap.memory.mb', 'acker.resources.offheap.memory.mb'],
] as const;

/**
 * A component's own settings go first: in a map of their own, which a rebalance of 2.x writes (seen on 2.8.3), or under the names of
 * the topology's settings.
 * @param own of the component; null for the acker, which has settings of the topology
 */
export function askedBy(
  own: Readonly<Record<string, unknown>> | null,
  settings: Snapshot['configuration'],
): AskedPart {
  const mine = resourcesMap(own ?? {});
  const theirs = resourcesMap(settings);
  const [cpu, onHeap, offHeap] = resources.map(([name, key, ofAcker]) => {
    const common = theirs[name] ?? settings[`topology.${key}`];
    const value = own === null ? settings[`topology.${ofAcker}`] : (mine[name] ?? own[`topology.${key}`]);
    const asked = value ?? common;
    return typeof asked === 'number' && asked >= 0 ? asked : null;
  });
  return whole(cpu, onHeap, offHeap);
}

/** By the scheduler's own names; empty where there is none. */
export function resourcesMap(settings: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const map = settings['topology.component.resources.map'];
  return typeof map === 'object' && map !== null ? { ...map } : {};
}

/** Nothing where a part of it is not told. */
function whole(cpuPercent: Told, onHeapMiB: Told, offHeapMiB: Told): AskedPart {
  if (cpuPercent == null || onHeapMiB == null || offHeapMiB == null) return {};
  return { asked: { cpuPercent, onHeapMiB, offHeapMiB } };
}
