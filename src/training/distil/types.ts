// The words of distilling: what a tree is learned from. Plain data: it goes to and from worker threads.
import type { Node } from '../../policy/index.js';
import type { Weights } from '../../rl/index.js';
import type { EpisodeSpec } from '../types.js';

/** One decision of the teacher, at a moment at which the guards would have let a change pass. */
export interface Look {
  /** Features of the change that the twin likes best, in the order of `rowNames`. */
  readonly row: Float32Array;
  /**
   * What the teacher's best change is worth to it over waiting, less its doubt, in the units of its values: it acts where this is above 0.
   * Deciding otherwise would cost so much.
   */
  readonly worth: number;
  /** Whether the teacher's best change is the one that the twin likes best. */
  readonly isSame: boolean;
}

export interface LookTask {
  readonly spec: EpisodeSpec;
  /** The networks of the teacher. */
  readonly teacher: readonly Weights[];
  /** Who plays: the tree so far, so that its own mistakes are learned from; null: the teacher. */
  readonly player: Node | null;
  /** Chance that a change is made: what is left undone is looked at again. */
  readonly acting: number;
  readonly decideEveryMinutes: number;
  readonly seed: number;
}
