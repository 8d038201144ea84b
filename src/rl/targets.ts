// What the chosen candidates should have been worth: the double-DQN target, in plain loops over a batch.
import { argmax, totalValues } from './network.js';
import type { Batch } from './types.js';

/**
 * The best candidate of each next set by the online network (summed over the parts): its row in the next rows
 * of the batch, or -1 where there is no future.
 * @param online R × P: what the online network adds to the prior of each next row
 */
export function bestNextRows(batch: Batch, parts: number, online: Float32Array): Int32Array {
  const totals = totalValues(
    parts,
    batch.nextPrior.map((prior, i) => prior + online[i]!),
  );
  let row = 0;
  return batch.nextCounts.map((count) => {
    const best = count === 0 ? -1 : argmax(totals, row, row + count);
    row += count;
    return best;
  });
}

/**
 * Double DQN for each part p (van Hasselt 2016, equation 4, with n-step rewards):
 * reward_p + discount × Q_p(best next candidate by the online network; target network).
 * Less the prior of the chosen candidate: what remains is what the network has to add. B × P.
 * @param best as `bestNextRows` gives it
 * @param target B × P: what the target network adds to the prior of those rows; ignored without a future
 */
export function networkGoals(
  batch: Batch,
  parts: number,
  best: Int32Array,
  target: Float32Array,
): Float32Array {
  const goals = new Float32Array(batch.size * parts);
  for (let b = 0; b < batch.size; b++) {
    for (let p = 0; p < parts; p++) {
      const at = b * parts + p;
      const value = best[b]! < 0 ? 0 : batch.nextPrior[best[b]! * parts + p]! + target[at]!;
      goals[at] = batch.reward[at]! + batch.discount[b]! * value - batch.chosenPrior[at]!;
    }
  }
  return goals;
}
