// Shares the difference of a function between two points out to its inputs: integrated gradients, taken in finite steps.
import type { Point } from './types.js';

/** A function of one number for each input; null where it has no value. */
export type Valued = (point: Point) => readonly number[] | null;

export interface Integrated {
  /** For each input a vector as long as the function's. */
  readonly contributions: readonly (readonly number[])[];
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/**
 * Along the way from 0 to 1 (Sundararajan et al. 2017), in equal steps. Within a step the inputs are moved one after the other, once in their
 * order and once in the reverse, and the mean of the two counts: for a smooth function that goes to the integral of the gradient with the
 * square of the step, and at an edge, where a gradient sees nothing (a demand that becomes unknown, an SLO that breaks), the jump belongs to the
 * input that crosses it (Aumann and Shapley 1974). The sum is the difference of the ends as long as each value is what it is.
 * @param at the point with input i at its own share of the way
 * @param moving inputs that differ between the ends; the others contribute 0 and are not asked about
 * @returns null where the function has no value on the way
 */
export function integrate(
  valued: Valued,
  at: (shares: readonly number[]) => Point,
  moving: readonly number[],
  count: number,
  steps: number,
): Integrated | null {
  const shares = new Array<number>(count).fill(1);
  const atShare = (share: number): number[] => {
    const all = [...shares];
    for (const i of moving) all[i] = share;
    return all;
  };
  const from = valued(at(atShare(0)));
  if (from === null) return null;
  const contributions = Array.from({ length: count }, () => from.map(() => 0));
  let before: readonly number[] = from;
  for (let step = 0; step < steps; step++) {
    const next = (step + 1) / steps;
    const after = valued(at(atShare(next)));
    if (after === null) return null;
    for (const order of [moving, moving.toReversed()]) {
      const walked = atShare(step / steps);
      let last: readonly number[] = before;
      for (const [place, i] of order.entries()) {
        walked[i] = next;
        const value: readonly number[] | null = place === order.length - 1 ? after : valued(at(walked));
        if (value === null) return null;
        const own = contributions[i] ?? [];
        value.forEach((one, v) => {
          own[v] = (own[v] ?? 0) + (one - (last[v] ?? 0)) / 2;
        });
        last = value;
      }
    }
    before = after;
  }
  return { contributions, from, to: before };
}
