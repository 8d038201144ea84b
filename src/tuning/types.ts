// What tuning speaks of: the table of configurations, what a measurement gave, and the port of every tuner.
import type { MeasuredKnob } from '../twin/index.js';
import type { Random } from '../util/index.js';

/** What one configuration achieved. */
export interface Measurement {
  readonly throughput: number;
  readonly latencyMs: number;
}

export interface GridRow extends Measurement {
  /** One per knob, in the order of the knobs. */
  readonly values: readonly number[];
}

export interface Grid {
  readonly knobs: readonly GridKnob[];
  /** The valid rows: the only configurations there are. */
  readonly rows: readonly GridRow[];
}

/** A column of the table. */
export interface GridKnob extends MeasuredKnob {
  /** The knob's name in Trimtab, `executors.<component>` or the engine's own key; null where it is none. */
  readonly knob: string | null;
}

/** What is wanted of a configuration. */
export interface Goal {
  readonly name: string;
  readonly sense: 'maximise' | 'minimise';
  /** The objective's value, in its own unit: tuples, milliseconds, or the utility. */
  value(measurement: Measurement, values: readonly number[]): number;
  /** The same for a learner: greater is better, and equal steps matter equally. */
  score(measurement: Measurement, values: readonly number[]): number;
}

/** What a tuner knows before anything is measured. */
export interface TunerContext {
  readonly knobs: readonly MeasuredKnob[];
  /** configurations[row][knob] */
  readonly configurations: readonly (readonly number[])[];
  readonly goal: Goal;
  readonly random: Random;
}

/** Asks for one measurement at a time and is told what came of it. */
export interface Tuner {
  /** The row to measure next. */
  ask(): number;
  tell(row: number, measurement: Measurement): void;
}

export interface TunerEntry {
  readonly name: string;
  readonly description: string;
  readonly create: (context: TunerContext) => Tuner;
}

export interface Trial {
  readonly n: number;
  readonly row: GridRow;
}

export interface Tuning {
  readonly trials: readonly Trial[];
  readonly best: Trial;
  /** The objective's value at the best row of the table. */
  readonly gridBest: number;
  /** 100 · |best found − gridBest| / |gridBest|; null where gridBest is 0 and was not found. */
  readonly regretPercent: number | null;
}
