// Where tuners begin and where they have been: Latin hypercubes over a table, the nearest row to a point.
import { unitPoint } from '../../twin/index.js';
import type { Random } from '../../util/index.js';
import type { TunerContext } from '../types.js';

/** Fisher-Yates: 0 … length − 1 in random order. */
export function shuffled(length: number, random: Random): number[] {
  const order = Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = random.integer(i + 1);
    [order[i], order[j]] = [order[j] ?? 0, order[i] ?? 0];
  }
  return order;
}

/** points[row][knob], each knob from 0 to 1. */
export function unitPoints({ knobs, configurations }: TunerContext): number[][] {
  return configurations.map((values) => unitPoint(knobs, values));
}

/**
 * A Latin hypercube (McKay, Beckman & Conover 1979): each knob's range in `count` strata, each hit once. The strata of a
 * knob hold equally many of its levels, so that a level far from the others does not count for more.
 * @returns the nearest rows, all different, fewer where the table has fewer
 */
export function latinHypercube(context: TunerContext, points: readonly number[][], count: number): number[] {
  const size = Math.min(count, points.length);
  const columns = context.knobs.map((_, k) => {
    const levels = [...new Set(points.map((point) => point[k] ?? 0))].sort((a, b) => a - b);
    return shuffled(size, context.random).map((stratum) => {
      const share = (stratum + context.random.uniform()) / size;
      return levels[Math.min(levels.length - 1, Math.floor(share * levels.length))] ?? 0;
    });
  });
  const chosen = new Set<number>();
  for (let i = 0; i < size; i++) {
    const target = columns.map((column) => column[i] ?? 0);
    chosen.add(nearestRow(points, target, (row) => !chosen.has(row)));
  }
  return [...chosen];
}

/** The allowed row nearest to a point; −1 when none is allowed. */
export function nearestRow(
  points: readonly (readonly number[])[],
  target: readonly number[],
  allowed: (row: number) => boolean,
): number {
  return greatest(points.length, (row) =>
    allowed(row)
      ? -Math.hypot(...target.map((x, k) => x - (points[row]?.[k] ?? 0)))
      : Number.NEGATIVE_INFINITY,
  );
}

/** The row with the greatest worth, the first of equals; −1 when all are −∞. */
export function greatest(rows: number, worth: (row: number) => number): number {
  let best = { row: -1, worth: Number.NEGATIVE_INFINITY };
  for (let row = 0; row < rows; row++) {
    const here = worth(row);
    if (here > best.worth) best = { row, worth: here };
  }
  return best.row;
}
