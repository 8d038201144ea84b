// Values that change with the number of steps done: exploration and learning rate.

/** The value for a step, counted from 0. */
export type Schedule = (step: number) => number;

export const constant =
  (value: number): Schedule =>
  () =>
    value;

export interface Slope {
  readonly from: number;
  readonly to: number;
  /** After so many steps `to` is reached, and kept. */
  readonly steps: number;
}

/** On a straight line (the exploration of Mnih 2015). */
export const linear =
  ({ from, to, steps }: Slope): Schedule =>
  (step) =>
    from + (to - from) * progress(step, steps);

/** By the same factor in each step; both ends must be above zero. */
export const exponential = ({ from, to, steps }: Slope): Schedule => {
  if (from <= 0 || to <= 0) throw new RangeError(`an exponential schedule from ${from} to ${to}`);
  return (step) => from * (to / from) ** progress(step, steps);
};

const progress = (step: number, steps: number): number => Math.min(1, Math.max(0, step / steps));
