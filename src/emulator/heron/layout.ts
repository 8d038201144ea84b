// The simulated topology in Heron's words: containers, instances with their ids, and whether all of them run.
import type { Heartbeat, TopologyView, WorkerView } from '../../simulator/index.js';

export interface Instance {
  /** container_CONTAINER_COMPONENT_TASK. */
  readonly id: string;
  readonly component: string;
  readonly task: number;
  /** Counted within its component. */
  readonly index: number;
  readonly container: number;
  /** null until its process has come up. */
  readonly heartbeat: Heartbeat | null;
}

export interface Container {
  /** From 1 on; 0 has the topology manager and no instance. */
  readonly id: number;
  readonly host: string;
  readonly port: number;
  readonly instances: readonly Instance[];
}

export interface Layout {
  readonly containers: readonly Container[];
  readonly instances: readonly Instance[];
  /** Every instance has come up; without it there is no physical plan. */
  readonly isUp: boolean;
}

/** Acknowledging is the stream managers' work on Heron: the simulator's ackers stand for it, and no plan shows them. */
export function layoutOf({ components, workers }: TopologyView): Layout {
  const names = components.filter(({ kind }) => kind !== 'system').map(({ name }) => name);
  const all = workers
    .flatMap((worker, i) => executorsOf(worker, names).map((executor) => ({ ...executor, container: i + 1 })))
    .sort((a, b) => a.firstTask - b.firstTask);
  const instances = all.map(({ component, heartbeat, container }, i): Instance => {
    const index = all.slice(0, i).filter((other) => other.component === component).length;
    const task = i + 1;
    const id = `container_${container}_${component}_${task}`;
    return { id, component, task, index, container, heartbeat };
  });
  return {
    containers: workers.map(({ host, port }, i) => ({
      id: i + 1,
      host,
      port,
      instances: instances.filter(({ container }) => container === i + 1),
    })),
    instances,
    isUp: instances.length > 0 && instances.every(({ heartbeat }) => heartbeat !== null),
  };
}

function executorsOf({ executors }: WorkerView, names: readonly string[]) {
  return executors.filter(({ component }) => names.includes(component));
}
