// What the spouts of a topology emit together, and what of it counts as its throughput.
import type { Evaluation } from '../metrics/index.js';

/** What the spouts emit, in tuples per second. */
export function spoutRate(evaluation: Evaluation): number {
  return evaluation.components
    .filter((c) => c.kind === 'spout')
    .reduce((sum, c) => sum + c.outputPerSecond, 0);
}

/**
 * Tuples of the throughput for each one that the spouts emit. With acknowledgements both are the same tuples; without, the throughput is the
 * input of the last bolts, which may be twenty words for a sentence: what is offered, in tuples of the spouts, is compared only after that.
 */
export function throughputPerSpoutTuple(evaluation: Evaluation): number {
  const { acking, throughputPerSecond } = evaluation;
  const emitted = spoutRate(evaluation);
  if (acking || emitted <= 0 || throughputPerSecond === null || throughputPerSecond <= 0) return 1;
  return throughputPerSecond / emitted;
}
