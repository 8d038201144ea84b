// What the spouts of a topology emit together.
import type { Evaluation } from '../metrics/index.js';

/** What the spouts emit, in tuples per second. */
export function spoutRate(evaluation: Evaluation): number {
  return evaluation.components
    .filter((c) => c.kind === 'spout')
    .reduce((sum, c) => sum + c.outputPerSecond, 0);
}
