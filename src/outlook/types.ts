// What is said of a change before it is made.
import type { Contributions } from '../objective/index.js';
import type { Price, Range } from '../twin/index.js';
import type { Lag } from './lag.js';
import type { Growth } from './unlimited.js';

export interface Predicted {
  readonly throughputPerSecond: Range;
  readonly completeLatencyMs: Range | null;
  readonly completeLatencyP95Ms: Range | null;
  readonly utility: number | null;
  /** `offered` (the load), `pending`, `hosts` (their CPU, where that is believed to be used up), or the component that would then be full. */
  readonly limitedBy: string;
  readonly assumes: string;
}

export interface Outlook {
  readonly predicted: Predicted | null;
  readonly price: Price;
  /** Utility after the change, its pause apart, less the utility now, neither cut off at -1; null when unknown. */
  readonly utilityGain: number | null;
  /** The same if everything comes as at the bad end of its range. */
  readonly utilityGainLow: number | null;
  /** What each part of the utility gains; the parts sum to the gain. null when unknown. */
  readonly gainParts: Contributions | null;
  /** Utility times seconds that the change costs: what is lost in its pause; while its backlog is worked off, the utility is about what it was. */
  readonly loss: number;
  /** What the topology could carry then, tuples/s of its spouts; null when unknown. */
  readonly capacityPerSecond: number | null;
  /**
   * How long all tuples that may be in flight take at that capacity, seconds: after a pause as many are, as long as a backlog waits.
   * null without a limit or ackers, and where most tuples fail already.
   */
  readonly fullLoopSeconds: number | null;
  /** Whether what waits at the source counts in the gain, and whether the source tells it; null where it is kept up with. */
  readonly lag: Lag['kind'] | null;
  readonly brokenSlos: { readonly now: readonly string[]; readonly pessimistic: readonly string[] };
  /** Whether the change would make the queue grow for as long as the load lasts, with no limit on what is in flight; null where not. */
  readonly growth: Growth | null;
  /** Cost of an hour after, less the cost of an hour now. */
  readonly costChange: number;
  /** Why nothing is predicted; null where something is. */
  readonly unpredictable: string | null;
}
