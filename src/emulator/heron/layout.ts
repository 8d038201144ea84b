// The simulated topology in Heron's words: containers, instances with their ids, and whether all of them run.
import { instanceId, type Packing } from '../../model/index.js';
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
  const containers = workers.map((worker, i) => {
    const executors = executorsOf(worker, names);
    return { worker, executors, id: executors[0]?.packed?.container ?? i + 1 };
  });
  const all = containers
    .flatMap(({ id, executors }) => executors.map((executor) => ({ ...executor, container: id })))
    .sort((a, b) => a.firstTask - b.firstTask);
  const counts = new Map<string, number>();
  const instances = all.map(({ component, heartbeat, container, packed }, i): Instance => {
    const index = counts.get(component) ?? 0;
    counts.set(component, index + 1);
    // An update may leave gaps between tasks.
    const task = packed?.task ?? i + 1;
    return {
      id: instanceId(container, { component, task, index }),
      component,
      task,
      index,
      container,
      heartbeat,
    };
  });
  return {
    containers: containers.map(({ id, worker: { host, port } }) => ({
      id,
      host,
      port,
      instances: instances.filter(({ container }) => container === id),
    })),
    instances,
    isUp: instances.length > 0 && instances.every(({ heartbeat }) => heartbeat !== null),
  };
}

export function packingOf({ containers }: Layout): Packing {
  return containers.map(({ id, instances }) => ({
    id,
    instances: instances.map(({ component, task, index }) => ({ component, task, index })),
  }));
}

function executorsOf({ executors }: WorkerView, names: readonly string[]) {
  return executors.filter(({ component }) => names.includes(component));
}
