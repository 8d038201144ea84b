// The heap of a worker by the engine's own rule, and the time that the garbage collector takes when it is tight.
import type { Placement } from './placement.js';
import type { ModelConfiguration, ModelHardware } from './types.js';

/** Share of time that a collector takes when live data fill half of the heap; a usual order of magnitude for a generational one. */
const shareAtHalf = 0.02;

/**
 * Largest share of time that the collector of any worker takes, 0..1; 1 = its live data do not fit (out of memory).
 *
 * -Xmx of a worker is the sum of what its executors ask for (BasicContainer.getMemOnHeap, under every scheduler). The work of a tracing
 * collector for each allocated byte goes with live / (heap - live) (Jones, Hosking & Moss, "The Garbage Collection Handbook", 2011, ch. 2).
 * @param inFlight tuples allowed in the topology; spread evenly over the workers, ignored where unlimited
 */
export function gcOverhead(
  { heapMiBPerExecutor }: ModelConfiguration,
  { liveMiBPerExecutor, liveMiBPerTuple }: Pick<ModelHardware, 'liveMiBPerExecutor' | 'liveMiBPerTuple'>,
  { workers, executorsOfWorker }: Placement,
  inFlight: number,
): number {
  const tuples = Number.isFinite(inFlight) ? inFlight / workers : 0;
  let worst = 0;
  for (let w = 0; w < workers; w++) {
    const heap = executorsOfWorker[w]! * heapMiBPerExecutor;
    const live = executorsOfWorker[w]! * liveMiBPerExecutor + tuples * liveMiBPerTuple;
    if (live >= heap) return 1;
    const work = (shareAtHalf * live) / (heap - live);
    worst = Math.max(worst, work / (1 + work));
  }
  return worst;
}
