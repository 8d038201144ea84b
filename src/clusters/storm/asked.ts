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

/** Whether workers are placed by what executors ask for, and as many as they need: topology.workers counts for nothing then. */
export function isResourceAware(configuration: Snapshot['configuration']): boolean {
  return String(configuration['storm.scheduler'] ?? '').includes('ResourceAware');
}

export function askedOf({ requestedCpu, requestedMemOnHeap, requestedMemOffHeap }: RequestedRow): AskedPart {
  return whole(requestedCpu, requestedMemOnHeap, requestedMemOffHeap);
}

const resources = [
  ['cpu.pcore.percent', 'topology.component.cpu.pcore.percent'],
  ['onheap.memory.mb', 'topology.component.resources.onheap.memory.mb'],
  ['offheap.memory.mb', 'topology.component.resources.offheap.memory.mb'],
] as const;

/**
 * A component's own settings go first: in a map of their own, which a rebalance of 2.x writes (seen on 2.8.3), or under the names of
 * the topology's settings.
 */
export function askedBy(
  own: Readonly<Record<string, unknown>>,
  settings: Snapshot['configuration'],
): AskedPart {
  const map = own['topology.component.resources.map'];
  const mapped: Readonly<Record<string, unknown>> = typeof map === 'object' && map !== null ? { ...map } : {};
  const [cpu, onHeap, offHeap] = resources.map(([name, key]) => {
    const value = mapped[name] ?? own[key] ?? settings[key];
    return typeof value === 'number' && value >= 0 ? value : null;
  });
  return whole(cpu, onHeap, offHeap);
}

/** Nothing where a part of it is not told. */
function whole(cpuPercent: Told, onHeapMiB: Told, offHeapMiB: Told): AskedPart {
  if (cpuPercent == null || onHeapMiB == null || offHeapMiB == null) return {};
  return { asked: { cpuPercent, onHeapMiB, offHeapMiB } };
}
