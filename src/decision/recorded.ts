// Decisions as an agent has recorded them, in order, with what was changed by each: for those who learn from them.
import type { Changes } from '../knobs/index.js';
import type { Deliberating } from './consider.js';

export interface RecordedDecision {
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  readonly madeFrom: Deliberating;
  /** What came into force by it; empty where nothing did. */
  readonly changes: Changes;
  /** Seconds until the processes were up again, summed over the calls of its change. */
  readonly pauseSeconds: number;
}

/** Decisions about one topology that follow each other, with nothing in between that nobody measured. */
export interface RecordedEpisode {
  /** On which cluster, and by which name over all its submissions: on Heron with its place, `cluster/role/environ/name`. */
  readonly cluster: string;
  readonly topology: string;
  readonly decisions: readonly RecordedDecision[];
}
