// The replay buffer: what comes out is what went in, the oldest make room, and priorities draw as they say.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReplay, type Transition } from '../../src/rl/index.js';
import { createSumTree } from '../../src/rl/sum-tree.js';
import { createRandom } from '../../src/util/index.js';
import { transitionsOf } from './helpers.js';

const shape = { inputs: 2, hidden: [], parts: 1 };
const evenly = { inputs: 2, parts: 1, capacity: 4, batch: 64, priorities: null };
const ranked = { ...evenly, priorities: { exponent: 1, smallest: 0 } };

/** Transitions that are told apart by their reward. */
const numbered = (from: number, amount: number): Transition[] =>
  transitionsOf(amount, shape, from).map((transition, i) => ({
    ...transition,
    reward: Float32Array.of(from + i),
  }));

const counts = (values: Iterable<number>): Record<string, number> => {
  const result: Record<string, number> = {};
  for (const value of values) result[value] = (result[value] ?? 0) + 1;
  return result;
};

describe('a replay buffer', () => {
  test('gives back what was put in: the chosen row, the reward, the discount and the whole next set', () => {
    const replay = createReplay({ ...evenly, capacity: 100 });
    const episode = numbered(0, 30);
    replay.add(episode);
    const { batch, slots } = replay.sample(createRandom(1), 64);
    let row = 0;
    for (let b = 0; b < 64; b++) {
      const { set, chosen, discount, next } = episode[slots[b]!]!;
      expect(batch.reward[b]).toBe(slots[b]);
      expect([...batch.chosenFeatures.subarray(2 * b, 2 * b + 2)]).toEqual([
        ...set.features.subarray(2 * chosen, 2 * chosen + 2),
      ]);
      expect(batch.chosenPrior[b]).toBe(set.prior[chosen]);
      expect(batch.discount[b]).toBe(Math.fround(discount));
      const count = next?.count ?? 0;
      expect(batch.nextCounts[b]).toBe(count);
      expect(batch.nextFeatures.subarray(2 * row, 2 * (row + count))).toEqual(
        next?.features ?? new Float32Array(0),
      );
      expect(batch.nextPrior.subarray(row, row + count)).toEqual(next?.prior ?? new Float32Array(0));
      row += count;
    }
    expect(batch.nextPrior).toHaveLength(row);
    expect([...new Set(batch.importance)]).toEqual([1]);
  });

  test('forgets the oldest first, across episodes', () => {
    const replay = createReplay(evenly);
    replay.add(numbered(0, 3));
    replay.add(numbered(10, 3));
    expect(replay.size).toBe(4);
    const { batch } = replay.sample(createRandom(2), 64);
    expect(Object.keys(counts(batch.reward))).toEqual(['2', '10', '11', '12']);
  });

  test('keeps copies: the arrays of an episode may be used again', () => {
    const replay = createReplay(evenly);
    const [transition] = numbered(5, 1);
    replay.add([transition!]);
    const before = transition!.set.features[2 * transition!.chosen];
    transition!.set.features.fill(99);
    transition!.next?.features.fill(99);
    const { batch } = replay.sample(createRandom(1), 1);
    expect(batch.chosenFeatures[0]).toBe(before);
    expect([...batch.nextFeatures]).not.toContain(99);
  });

  test('never forgets those that are kept, and the oldest of the others', () => {
    const replay = createReplay({ ...evenly, capacity: 5, kept: 2, batch: 200 });
    replay.add(numbered(0, 2));
    for (let first = 2; first < 40; first += 4) replay.add(numbered(first, 4));
    const { batch } = replay.sample(createRandom(1), 200);
    expect([...new Set(batch.reward)].sort((a, b) => a - b)).toEqual([0, 1, 39, 40, 41]);
    expect(() => createReplay({ ...evenly, capacity: 2, kept: 2 })).toThrow(RangeError);
  });

  test('refuses to draw from nothing', () => {
    expect(() => createReplay(evenly).sample(createRandom(1), 1)).toThrow(RangeError);
  });

  test('without correction draws in proportion to the errors: of 64 draws 8, 24 and 32 for errors 1, 3 and 4', () => {
    const replay = createReplay({ ...ranked, capacity: 3 });
    replay.add(numbered(0, 3));
    replay.learned(Int32Array.from([0, 1, 2]), [1, -3, 4]);
    const { slots } = replay.sample(createRandom(3), 64);
    expect(counts(slots)).toEqual({ 0: 8, 1: 24, 2: 32 });
  });

  test('weighs by (N P)^-beta over the largest of the batch', () => {
    const replay = createReplay({ ...ranked, capacity: 2 });
    replay.add(numbered(0, 2));
    replay.learned(Int32Array.from([0, 1]), [1, 4]);
    // N P = 2 × 1/5 and 2 × 4/5: with beta 1/2 a ratio of 2.
    const { batch, slots } = replay.sample(createRandom(3), 10, 0.5);
    expect(counts(slots)).toEqual({ 0: 2, 1: 8 });
    slots.forEach((slot, b) => {
      expect(batch.importance[b]).toBeCloseTo(slot === 0 ? 1 : 0.5, 6);
    });
  });

  test('gives what is new the largest priority so far', () => {
    const replay = createReplay({ ...ranked, capacity: 2 });
    replay.add(numbered(0, 1));
    replay.learned(Int32Array.from([0]), [9]);
    replay.add(numbered(1, 1));
    expect(counts(replay.sample(createRandom(1), 10).slots)).toEqual({ 0: 5, 1: 5 });
  });

  test('holds exactly the latest transitions, whatever the lengths of the episodes (property)', () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        lengths,
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        (episodes, capacity, prioritised) => {
          const replay = createReplay({ ...(prioritised ? ranked : evenly), capacity, batch: 200 });
          let added = 0;
          for (const length of episodes) {
            replay.add(numbered(added, length));
            added += length;
          }
          expect(replay.size).toBe(Math.min(added, capacity));
          if (added === 0) return;
          const { batch, slots } = replay.sample(createRandom(added), 200);
          for (const reward of batch.reward) {
            expect(reward).toBeGreaterThanOrEqual(added - replay.size);
            expect(reward).toBeLessThan(added);
          }
          for (const slot of slots) expect(slot).toBeLessThan(replay.size);
          if (prioritised) expect(new Set(batch.reward).size).toBe(replay.size);
          expect(batch.nextCounts.reduce((a, b) => a + b, 0)).toBe(batch.nextPrior.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a sum tree', () => {
  test('finds the stretch of each weight', () => {
    const tree = createSumTree(5);
    [2, 0, 1, 4, 3].forEach((weight, i) => {
      tree.set(i, weight);
    });
    expect(tree.total).toBe(10);
    expect([0, 1.9, 2, 2.9, 3, 6.9, 7, 9.9].map((place) => tree.find(place))).toEqual([
      0, 0, 2, 2, 3, 3, 4, 4,
    ]);
  });

  test('has the sum of its weights after any changes, and never finds an empty stretch (property)', () => {
    const changes = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 6 }), fc.double({ min: 0, max: 1e6, noNaN: true })),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(changes, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (list, place) => {
        const tree = createSumTree(7);
        const plain = new Float64Array(7);
        for (const [index, weight] of list) {
          tree.set(index, weight);
          plain[index] = weight;
        }
        const sum = plain.reduce((a, b) => a + b, 0);
        expect(tree.total).toBeCloseTo(sum, 6);
        if (tree.total > 0) expect(tree.get(tree.find(place * tree.total))).toBeGreaterThan(0);
      }),
    );
  });
});
