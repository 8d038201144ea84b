// Remembers the latest transitions, episode by episode, and draws batches of them, evenly or those with the larger errors first.
import type { Random } from '../util/index.js';
import { createBatchBuilder, type Rows } from './batch.js';
import { createSumTree } from './sum-tree.js';
import type { Batch, NetworkShape, Transition } from './types.js';

export interface ReplayOptions extends Pick<NetworkShape, 'inputs' | 'parts'> {
  /** How many transitions are remembered; the oldest make room for new ones. */
  readonly capacity: number;
  /** So many of the first never make room; default: 0. */
  readonly kept?: number;
  /** The most transitions in one batch. */
  readonly batch: number;
  /** Null draws evenly. */
  readonly priorities: Priorities | null;
}

/** Proportional prioritised replay (Schaul 2016, section 3.3): priority (|error| + smallest)^exponent. */
export interface Priorities {
  /** alpha: 0 draws evenly, 1 in proportion to the error. */
  readonly exponent: number;
  /** Added to each error, so that nothing is never drawn. */
  readonly smallest: number;
}

export interface Sample {
  readonly batch: Batch;
  /** B: the place of each transition, for `learned`. */
  readonly slots: Int32Array;
}

export interface Replay {
  readonly size: number;
  /** Adds the transitions of one episode, in their order. Their arrays are copied. */
  add(episode: readonly Transition[]): void;
  /**
   * Draws with replacement; valid until the next call. What is new has the largest priority seen so far.
   * @param correction beta: how far importance weights undo the bias of priorities, 0 not at all, 1 wholly;
   * they are divided by the largest of the batch (Schaul 2016, section 3.4)
   */
  sample(random: Random, count: number, correction?: number): Sample;
  /** Tells the errors (absolute, B) that the drawn transitions had; without priorities this does nothing. */
  learned(slots: Int32Array, errors: ArrayLike<number>): void;
}

/** The distinct next sets of one episode, one after the other; freed when its last transition is overwritten. */
type Block = Pick<Rows, 'features' | 'prior'>;

export function createReplay(options: ReplayOptions): Replay {
  const { capacity, kept = 0, inputs, parts, priorities } = options;
  if (kept >= capacity) throw new RangeError(`no room for more than the ${kept} that are kept`);
  const features = new Float32Array(capacity * inputs);
  const prior = new Float32Array(capacity * parts);
  const rewards = new Float32Array(capacity * parts);
  const discounts = new Float32Array(capacity);
  const next: (Rows | null)[] = [];
  const tree = priorities === null ? null : createSumTree(capacity);
  const builder = createBatchBuilder(options, options.batch);
  let largestPriority = 1;
  let size = 0;
  let free = 0;

  const draw = (random: Random, segment: number, segments: number): number =>
    tree === null
      ? random.integer(size)
      : // One draw from each of equal stretches, which varies less than independent draws (appendix B.2.1).
        tree.find((tree.total * (segment + random.uniform())) / segments);

  return {
    get size() {
      return size;
    },
    add: (episode) => {
      const places = packNextSets(episode, options);
      for (const transition of episode) {
        const { set, chosen } = transition;
        features.set(set.features.subarray(chosen * inputs, (chosen + 1) * inputs), free * inputs);
        prior.set(set.prior.subarray(chosen * parts, (chosen + 1) * parts), free * parts);
        rewards.set(transition.reward, free * parts);
        discounts[free] = transition.discount;
        next[free] = transition.next === null ? null : places.get(transition.next)!;
        tree?.set(free, largestPriority);
        free = free + 1 === capacity ? kept : free + 1;
        size = Math.min(size + 1, capacity);
      }
    },
    sample: (random, count, correction = 0) => {
      if (size === 0) throw new RangeError('a sample of an empty replay buffer');
      const slots = Int32Array.from({ length: count }, (_, i) => draw(random, i, count));
      const importance = importanceOf(slots, size, correction, tree);
      slots.forEach((slot, i) => {
        builder.add({
          chosen: { features, prior, offset: slot, count: 1 },
          reward: rewards.subarray(slot * parts, (slot + 1) * parts),
          discount: discounts[slot]!,
          next: next[slot]!,
          importance: importance[i]!,
        });
      });
      return { batch: builder.take(), slots };
    },
    learned: (slots, errors) => {
      if (priorities === null) return;
      slots.forEach((slot, i) => {
        const priority = (Math.abs(errors[i]!) + priorities.smallest) ** priorities.exponent;
        largestPriority = Math.max(largestPriority, priority);
        tree?.set(slot, priority);
      });
    },
  };
}

/** w = (size × probability)^-beta, divided by the largest of the batch. */
function importanceOf(
  slots: Int32Array,
  size: number,
  correction: number,
  tree: { readonly total: number; get(index: number): number } | null,
): Float64Array {
  const weights = Float64Array.from(slots, (slot) =>
    tree === null ? 1 : ((size * tree.get(slot)) / tree.total) ** -correction,
  );
  const largest = weights.reduce((a, b) => Math.max(a, b), 0);
  return weights.map((weight) => weight / largest);
}

/** Neighbouring transitions share their sets: each distinct next set is stored once. */
function packNextSets(
  episode: readonly Transition[],
  { inputs, parts }: Pick<NetworkShape, 'inputs' | 'parts'>,
): Map<NonNullable<Transition['next']>, Rows> {
  const sets = [...new Set(episode.flatMap(({ next }) => (next === null ? [] : [next])))];
  const rows = sets.reduce((sum, { count }) => sum + count, 0);
  const block: Block = { features: new Float32Array(rows * inputs), prior: new Float32Array(rows * parts) };
  let offset = 0;
  return new Map(
    sets.map((set) => {
      block.features.set(set.features.subarray(0, set.count * inputs), offset * inputs);
      block.prior.set(set.prior.subarray(0, set.count * parts), offset * parts);
      const place = { ...block, offset, count: set.count };
      offset += set.count;
      return [set, place] as const;
    }),
  );
}
