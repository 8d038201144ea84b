// Sharing a difference out to inputs: smooth functions as the integral says, edges to the input that crosses them, and always the whole.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integrate, rankAgreement } from '../../src/explain/index.js';

const straight = (shares: readonly number[]): readonly number[] => shares;

describe('integrated gradients in finite steps', () => {
  it('gives each input of x·y half of the product', () => {
    const shared = integrate(([x = 0, y = 0]) => [x * y], straight, [0, 1], 2, 4);
    expect(shared?.contributions.map(([one]) => one)).toEqual([0.5, 0.5]);
  });

  it('comes near the integral of a smooth function: x²·y gives x two thirds', () => {
    const shared = integrate(([x = 0, y = 0]) => [x * x * y], straight, [0, 1], 2, 16);
    expect(shared?.contributions[0]?.[0]).toBeCloseTo(2 / 3, 2);
    expect(shared?.contributions[1]?.[0]).toBeCloseTo(1 / 3, 2);
  });

  it('gives a jump to the input that crosses the edge', () => {
    const shared = integrate(([x = 0, y = 0]) => [(x > 0.37 ? 5 : 0) + y], straight, [0, 1], 2, 8);
    expect(shared?.contributions[0]?.[0]).toBeCloseTo(5, 9);
    expect(shared?.contributions[1]?.[0]).toBeCloseTo(1, 9);
  });

  it('gives nothing to an input that the function does not look at', () => {
    const shared = integrate(([x = 0]) => [Math.sin(3 * x)], straight, [0, 1], 2, 8);
    expect(shared?.contributions[1]?.[0]).toBe(0);
  });

  it('sums to the difference of the ends, whatever the function', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 }),
        ([a = 0, b = 0, c = 0]) => {
          const of = ([x = 0, y = 0, z = 0]: readonly number[]): number[] => [
            a * x * y + b * Math.exp(z) + (x + z > 1 ? c : 0),
          ];
          const shared = integrate(of, straight, [0, 1, 2], 3, 3);
          const sum = (shared?.contributions ?? []).reduce((all, [one = 0]) => all + one, 0);
          expect(sum).toBeCloseTo((of([1, 1, 1])[0] ?? 0) - (of([0, 0, 0])[0] ?? 0), 9);
        },
      ),
    );
  });

  it('says nothing where the function has no value on the way', () => {
    expect(integrate(([x = 0]) => (x > 0.5 ? null : [x]), straight, [0], 1, 4)).toBeNull();
  });
});

describe('agreement of rankings', () => {
  it('is 1 for the same order, −1 for the reverse', () => {
    expect(rankAgreement([1, 2, 3], [10, 20, 400])).toBeCloseTo(1, 12);
    expect(rankAgreement([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
  });

  it('is unknown for fewer than three, and where all are equal', () => {
    expect(rankAgreement([1, 2], [1, 2])).toBeNull();
    expect(rankAgreement([1, 1, 1], [1, 2, 3])).toBeNull();
  });
});
