// What the measured twin is told: the knobs of a table, and the rows of it that were measured.

/** What a knob does to a topology, as far as the physics knows. */
export type KnobRole =
  /** Executors of a bolt, or workers: more of them handle more. */
  | 'servers'
  /** Executors of a spout: servers, and each has its own tuples in flight. */
  | 'spouts'
  /** Tuples in flight per spout task. */
  | 'pending'
  /** Sleep of an idle spout, ms. */
  | 'spout wait'
  /** Unknown: its effect is learned only. */
  | 'other';

export interface MeasuredKnob {
  readonly name: string;
  readonly role: KnobRole;
  /** Least and greatest value that may be asked about; they are known before anything is measured. */
  readonly min: number;
  readonly max: number;
}

export interface MeasuredRow {
  /** One per knob, in the order of the knobs. */
  readonly values: readonly number[];
  /** In any unit, > 0. */
  readonly throughput: number;
  /** Complete latency, > 0. */
  readonly latencyMs: number;
}

/** ln of throughput and of latency in ms, each with the standard deviation of one measurement around it. */
export interface MeasuredPrediction {
  readonly logThroughput: { readonly mean: number; readonly deviation: number };
  readonly logLatencyMs: { readonly mean: number; readonly deviation: number };
}
