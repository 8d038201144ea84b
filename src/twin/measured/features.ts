// Where a configuration lies for a smooth learner: each knob from 0 to 1, in logarithms where it can be.
import type { MeasuredKnob } from './types.js';

/** 0 at the knob's least value, 1 at its greatest; logarithmic where all values are positive. */
export function unitValue({ min, max }: MeasuredKnob, value: number): number {
  if (max === min) return 0;
  if (min <= 0) return (value - min) / (max - min);
  return Math.log(value / min) / Math.log(max / min);
}

/** @param values one per knob */
export function unitPoint(knobs: readonly MeasuredKnob[], values: readonly number[]): number[] {
  return knobs.map((knob, i) => unitValue(knob, values[i] ?? knob.min));
}
