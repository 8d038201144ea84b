// A topology that is full, for tests of what relieves it.
import type { Evaluation } from '../../src/metrics/index.js';
import { bolt, evaluation, input, spout } from '../builders.js';

/** Two executors of 10 ms that carry 200 tuples/s, all that 100 pending tuples allow in flight. */
export function full(own: Partial<Evaluation> = {}): Evaluation {
  return evaluation({
    components: [
      spout('text', { outputPerSecond: 200, tasks: 1 }),
      bolt('split', {
        inputs: [input('text')],
        inputPerSecond: 200,
        outputPerSecond: 0,
        selectivity: 0,
        executors: 2,
        executeLatencyMs: 10,
        utilisation: 1,
      }),
    ],
    throughputPerSecond: 200,
    completeLatencyMs: 500,
    pendingLimit: 100,
    pendingUse: 1,
    bottleneck: 'split',
    ...own,
  });
}
