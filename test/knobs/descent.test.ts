// Coordinate descent: it finds what is best along single knobs and bolts together, and always ends.
import { describe, expect, it } from 'vitest';
import { counted, descend } from '../../src/knobs/index.js';

const coordinates = ['a', 'b'].map((knob) => counted(knob, 20));
const start = { a: 1, b: 1 };

describe('the descent', () => {
  it('finds the best along single knobs', () => {
    const worth = ({ a, b }: Readonly<Record<string, number | null>>) =>
      -(((a ?? 0) - 7) ** 2) - ((b ?? 0) - 3) ** 2;
    expect(descend([start], coordinates, {}, worth).configuration).toEqual({ a: 7, b: 3 });
  });

  it('moves bolts together where none alone gains anything', () => {
    const worth = ({ a, b }: Readonly<Record<string, number | null>>) => Math.min(a ?? 0, b ?? 0);
    const limits = { a: 20, b: 20 };
    expect(descend([{ a: 4, b: 4 }], coordinates, limits, worth).configuration).toEqual({ a: 20, b: 20 });
  });

  it('ends with where it began where worth is not a number', () => {
    expect(descend([start], coordinates, { a: 20 }, () => Number.NaN).configuration).toEqual(start);
  });

  it('leaves a start whose worth is not a number, and comes to what is best from the others', () => {
    const worth = ({ a }: Readonly<Record<string, number | null>>) => (a === 1 ? Number.NaN : (a ?? 0));
    expect(descend([{ a: 1, b: 1 }], coordinates, {}, worth).configuration).toEqual({ a: 20, b: 1 });
  });

  it('looks at no more configurations than it may', () => {
    let asked = 0;
    const worth = ({ a }: Readonly<Record<string, number | null>>) => {
      asked += 1;
      return a ?? 0;
    };
    descend([start], coordinates, {}, worth, 5);
    expect(asked).toBe(5);
  });
});
