// Which worker, and so which node, each executor lands on: dealt in turn, as the engine's even scheduler does.
import type { ModelConfiguration } from './types.js';

/** What of a configuration decides who runs, and so who visits what. */
export type RoutedConfiguration = Pick<ModelConfiguration, 'executors' | 'ackers' | 'workers'>;

export interface Placement {
  readonly workers: number;
  /** Node of each worker. */
  readonly nodeOfWorker: Int32Array;
  /** Executors by [component × workers + worker]; the acker's row is the last. */
  readonly counts: Int32Array;
  /** Executors of all kinds in each worker. */
  readonly executorsOfWorker: Int32Array;
}

/**
 * Executors go over the workers in the order of the components, the acker's last; workers go over the nodes in turn (EvenScheduler: a
 * round over the nodes' slots). No more workers than executors.
 */
export function placeEvenly(configuration: RoutedConfiguration, nodes: number): Placement {
  const rows = [...configuration.executors, configuration.ackers];
  const total = rows.reduce((sum, k) => sum + k, 0);
  const workers = Math.max(1, Math.min(configuration.workers, total));
  const nodeOfWorker = new Int32Array(workers);
  for (let w = 0; w < workers; w++) nodeOfWorker[w] = w % nodes;
  const counts = new Int32Array(rows.length * workers);
  const executorsOfWorker = new Int32Array(workers);
  let next = 0;
  for (let row = 0; row < rows.length; row++) {
    for (let i = 0; i < rows[row]!; i++) {
      const worker = next++ % workers;
      counts[row * workers + worker]! += 1;
      executorsOfWorker[worker]! += 1;
    }
  }
  return { workers, nodeOfWorker, counts, executorsOfWorker };
}
