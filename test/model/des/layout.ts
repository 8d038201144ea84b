// Executors on their workers and nodes, and the tasks that each one has.
import type { Cores } from './cores.js';
import { Fifo } from './fifo.js';
import type { DesSetup } from './types.js';

/** A tuple tree. */
export interface Tree {
  readonly spout: Executor;
  readonly acker: Executor | null;
  emittedAt: number;
  /** Messages that its acker has not served yet; without one, tuples that no bolt has served yet. */
  outstanding: number;
}

/** Adds the executors that a tuple of its stream goes to. */
export type Router = (receivers: Executor[]) => void;

export interface Work {
  readonly tree: Tree;
  readonly arrivedAt: number;
}

export interface Executor {
  /** The acker's is the number of the setup's components. */
  readonly component: number;
  readonly worker: number;
  readonly cores: Cores<Executor>;
  readonly tasks: number;
  readonly queue: Fifo<Work>;
  readonly routers: Router[];
  serving: Work | null;
  /** Where the tuples of the service under way will go. */
  targets: Executor[];
  cpuSeconds: number;
  startedAt: number;
  busySince: number;
  busySeconds: number;
  /** Spouts: trees under way or being emitted, and arrivals not yet taken. */
  pending: number;
  backlog: number;
}

export const ackerName = '__acker';

/** Executors of each component, the acker's last; dealt in the order of their names over the workers, those in turn over the nodes. */
export function layOutExecutors(
  { components, ackers, workers }: DesSetup,
  nodes: readonly Cores<Executor>[],
): Executor[][] {
  const rows = [...components, { name: ackerName, executors: ackers, tasks: ackers }];
  const byName = rows.map((_, row) => row).sort((a, b) => compare(rows[a]?.name, rows[b]?.name));
  const dealt: Executor[][] = rows.map(() => []);
  let next = 0;
  for (const component of byName) {
    const { executors = 0, tasks = 0 } = rows[component] ?? {};
    for (let i = 0; i < executors; i++) {
      const worker = next++ % workers;
      const cores = nodes[worker % nodes.length];
      if (cores === undefined) throw new RangeError('no node');
      dealt[component]?.push({
        component,
        worker,
        cores,
        tasks: Math.floor(tasks / executors) + (i < tasks % executors ? 1 : 0),
        queue: new Fifo(),
        routers: [],
        serving: null,
        targets: [],
        cpuSeconds: 0,
        startedAt: 0,
        busySince: 0,
        busySeconds: 0,
        pending: 0,
        backlog: 0,
      });
    }
  }
  return dealt;
}

function compare(a = '', b = ''): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
