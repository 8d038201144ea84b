// What can be turned: knob names, their values, and how a knob behaves on each generation of the engine.

/** `executors.<component>`, `onheap.memory.mb.<component>`, `workers`, or the engine's own key. */
export type KnobName = string;

/** All settings of one topology; null means that the engine's default "none" is in force. */
export type Configuration = Readonly<Record<KnobName, number | null>>;

/** Only what differs from the current configuration. */
export type Changes = Readonly<Record<KnobName, number>>;

/** All of Heron's releases take the same changes of a running topology. */
export type Generation = 'storm-1.2' | 'storm-2.x' | 'heron';

export interface Knob {
  /** A pattern where the knob exists once per component: executors.<component>, onheap.memory.mb.<component>. */
  readonly name: KnobName;
  readonly scope: 'component' | 'topology';
  readonly engine: 'storm' | 'heron';
  readonly generations: readonly Generation[];
  /** Generations on which a rebalance turns it; elsewhere it needs a new submission and is advice. */
  readonly live: readonly Generation[];
  readonly unit: string;
  /** Discrete values; a step of the tuner goes from one to the next. */
  readonly ladder: readonly number[];
  /** Least and greatest value that may be sent; where the engine has no limit of its own, beyond any sensible one. */
  readonly min: number;
  readonly max: number;
  /** What lies in between and is no value all the same. */
  readonly values: 'integer' | 'power of two';
  /** The engine's own default; null is "none" or "unlimited". */
  readonly default: number | null;
  /** What a change restarts. */
  readonly restarts: 'all workers of the topology';
  readonly meaning: string;
}
