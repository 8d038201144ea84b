// The name that a person probably meant.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../src/util/index.js';

describe('nearest', () => {
  const names = ['wordcount', 'top-words', 'clicks'];

  it.each([
    ['wordcout', 'wordcount'],
    ['WordCount', 'wordcount'],
    ['top_words', 'top-words'],
    ['click', 'clicks'],
  ])('takes %s for %s', (typed, meant) => {
    expect(nearest(typed, names)).toBe(meant);
  });

  it.each(['payments', 'x', ''])('knows nothing near %j', (typed) => {
    expect(nearest(typed, names)).toBeUndefined();
  });

  it('has nothing to offer where there is nothing', () => {
    expect(nearest('wordcount', [])).toBeUndefined();
  });
});

describe('the distance of two words', () => {
  it('is the number of letters to change, add or drop', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
  });

  it('is the same both ways, 0 only for equal words, and at most the longer one', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});
