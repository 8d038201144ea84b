// The map of states: principal components of data whose axes are known, neighbours kept together, and the same map each time.
import { describe, expect, it } from 'vitest';
import { project } from '../../src/explain/index.js';
import { createRandom } from '../../src/util/index.js';

/** Points along two directions of four features, the first with four times the spread, and one feature that never differs. */
function points(count: number): number[][] {
  const random = createRandom(5);
  const even = (): number => random.uniform() - 0.5;
  return Array.from({ length: count }, () => {
    const [along, across] = [even(), even()];
    return [along, along + 0.01 * even(), along + 0.01 * even(), across, 7];
  });
}

describe('the principal components', () => {
  it('are the directions that the states differ in, with their shares of the variance', () => {
    const { explained, loads } = project(points(300));
    // Three features are one direction, the fourth is another: of the variance of four scaled features 3/4 and 1/4.
    expect(explained[0]).toBeCloseTo(0.75, 1);
    expect(explained[1]).toBeCloseTo(0.25, 1);
    expect((explained[0] ?? 0) + (explained[1] ?? 0) + (explained[2] ?? 0)).toBeLessThanOrEqual(1 + 1e-9);
    expect(loads[0]?.map(({ feature }) => feature).toSorted()).toEqual([0, 1, 2]);
    expect(loads[1]?.[0]?.feature).toBe(3);
  });

  it('keep all distances where three axes are enough', () => {
    const states = points(40);
    const { linear } = project(states);
    const apart = (a: readonly number[], b: readonly number[]): number =>
      Math.hypot(...a.map((value, i) => value - (b[i] ?? 0)));
    const [near, far] = [apart(linear[0] ?? [], linear[1] ?? []), apart(linear[0] ?? [], linear[2] ?? [])];
    const spread = Math.sqrt(1 / 12);
    const scaled = (i: number): number[] => (states[i] ?? []).slice(0, 4).map((value) => value / spread);
    // Scaled by the spread of the sample, which is that of the population within a tenth or two.
    expect(near / apart(scaled(0), scaled(1))).toBeCloseTo(far / apart(scaled(0), scaled(2)), 0);
  });

  it('of states that are all alike are nothing', () => {
    const { linear, explained } = project(Array.from({ length: 6 }, () => [1, 2, 3]));
    expect(linear.flat().every((one) => one === 0)).toBe(true);
    expect(explained).toEqual([0, 0, 0]);
  });
});

describe('UMAP', () => {
  it('keeps two clusters apart', () => {
    const random = createRandom(9);
    const states = Array.from({ length: 60 }, (_, i) =>
      Array.from({ length: 4 }, () => (i < 30 ? 0 : 10) + random.uniform()),
    );
    const { neighbourly } = project(states);
    const centre = (of: readonly (readonly number[])[]): number[] =>
      [0, 1].map((axis) => of.reduce((sum, one) => sum + (one[axis] ?? 0), 0) / of.length);
    const [first, second] = [centre(neighbourly.slice(0, 30)), centre(neighbourly.slice(30))];
    const away = (a: readonly number[], b: readonly number[]): number =>
      Math.hypot((a[0] ?? 0) - (b[0] ?? 0), (a[1] ?? 0) - (b[1] ?? 0));
    const rightly = neighbourly.filter((one, i) => away(one, first) < away(one, second) === i < 30);
    expect(rightly.length).toBe(60);
  });

  it('draws the same map of the same states', () => {
    expect(project(points(30))).toEqual(project(points(30)));
  });
});
