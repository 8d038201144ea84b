// What components ask of the machine, and the heap that a worker gets for the executors it holds.
import type { Settings } from './scenario-schema.js';

/** By component, in Storm's own keys such as "onheap.memory.mb"; only what was set for that component. */
export type Resources = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface ComponentNeeds {
  readonly onHeapMiB: number;
  readonly offHeapMiB: number;
  readonly cpuPercent: number;
}

/** Where a component has none of its own, the topology's setting counts, and Storm's default after it. */
export function needsOf(component: string, resources: Resources, settings: Settings): ComponentNeeds {
  const own = resources[component] ?? {};
  const need = (key: string, setting: string, otherwise: number): number => {
    const value = own[key] ?? settings[setting];
    return typeof value === 'number' ? value : otherwise;
  };
  return {
    onHeapMiB: need('onheap.memory.mb', 'topology.component.resources.onheap.memory.mb', 128),
    offHeapMiB: need('offheap.memory.mb', 'topology.component.resources.offheap.memory.mb', 0),
    cpuPercent: need('cpu.pcore.percent', 'topology.component.cpu.pcore.percent', 10),
  };
}

/** @returns `now` itself where nothing differs, so that "changed" is a question of identity */
export function changedResources(now: Resources, change: Resources): Resources {
  const entries = Object.entries(change).map(
    ([name, own]) => [name, changedSettings(now[name] ?? {}, own)] as const,
  );
  return changedSettings(now, Object.fromEntries(entries));
}

/** @returns `now` itself where nothing differs */
export function changedSettings<T extends Settings>(now: T, change: T): T {
  const differs = Object.entries(change).some(([key, value]) => !isSame(now[key], value));
  return differs ? { ...now, ...change } : now;
}

function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
