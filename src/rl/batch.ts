// Lays transitions out for a training step, in buffers that are used again.
import type { Batch, CandidateSet, NetworkShape, Transition } from './types.js';

/** The rows of one candidate set inside larger arrays. */
export interface Rows {
  readonly features: Float32Array;
  readonly prior: Float32Array;
  readonly offset: number;
  readonly count: number;
}

/** One transition as `BatchBuilder.add` takes it. */
export interface BatchEntry {
  readonly chosen: Rows;
  readonly reward: Float32Array;
  readonly discount: number;
  readonly next: Rows | null;
  readonly importance: number;
}

export interface BatchBuilder {
  add(entry: BatchEntry): void;
  /** What was added since the last call; valid until the next `add`. */
  take(): Batch;
}

/** @param size the most transitions in one batch */
export function createBatchBuilder(
  { inputs, parts }: Pick<NetworkShape, 'inputs' | 'parts'>,
  size: number,
): BatchBuilder {
  const chosenFeatures = new Float32Array(size * inputs);
  const chosenPrior = new Float32Array(size * parts);
  const reward = new Float32Array(size * parts);
  const discount = new Float32Array(size);
  const importance = new Float32Array(size);
  const nextCounts = new Int32Array(size);
  let nextFeatures = new Float32Array(0);
  let nextPrior = new Float32Array(0);
  let rows = 0;
  let entries = 0;

  const reserve = (needed: number): void => {
    if (needed * inputs <= nextFeatures.length) return;
    const [features, prior] = [nextFeatures, nextPrior];
    nextFeatures = new Float32Array(2 * needed * inputs);
    nextPrior = new Float32Array(2 * needed * parts);
    nextFeatures.set(features);
    nextPrior.set(prior);
  };
  const copy = (from: Rows, count: number, features: Float32Array, prior: Float32Array, at: number): void => {
    const end = from.offset + count;
    features.set(from.features.subarray(from.offset * inputs, end * inputs), at * inputs);
    prior.set(from.prior.subarray(from.offset * parts, end * parts), at * parts);
  };

  return {
    add: (entry) => {
      copy(entry.chosen, 1, chosenFeatures, chosenPrior, entries);
      reward.set(entry.reward, entries * parts);
      discount[entries] = entry.discount;
      importance[entries] = entry.importance;
      nextCounts[entries] = entry.next?.count ?? 0;
      if (entry.next !== null) {
        reserve(rows + entry.next.count);
        copy(entry.next, entry.next.count, nextFeatures, nextPrior, rows);
        rows += entry.next.count;
      }
      entries += 1;
    },
    take: () => {
      const batch = {
        size: entries,
        chosenFeatures: chosenFeatures.subarray(0, entries * inputs),
        chosenPrior: chosenPrior.subarray(0, entries * parts),
        reward: reward.subarray(0, entries * parts),
        discount: discount.subarray(0, entries),
        nextCounts: nextCounts.subarray(0, entries),
        nextFeatures: nextFeatures.subarray(0, rows * inputs),
        nextPrior: nextPrior.subarray(0, rows * parts),
        importance: importance.subarray(0, entries),
      };
      rows = 0;
      entries = 0;
      return batch;
    },
  };
}

/** A batch of these transitions, each of importance 1. */
export function batchOf(
  shape: Pick<NetworkShape, 'inputs' | 'parts'>,
  transitions: readonly Transition[],
): Batch {
  const builder = createBatchBuilder(shape, transitions.length);
  const rowsOf = (set: CandidateSet, offset: number): Rows => ({ ...set, offset });
  for (const { set, chosen, reward, discount, next } of transitions) {
    builder.add({
      chosen: rowsOf(set, chosen),
      reward,
      discount,
      next: next === null ? null : rowsOf(next, 0),
      importance: 1,
    });
  }
  return builder.take();
}
