// The Policy interface: anything that looks at a topology and proposes another configuration, or not.
import type { Changes, Configuration, Directions } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Contributions, Objective } from '../objective/index.js';
import type { Crowding, Outlook } from '../outlook/index.js';
import type { Demand } from '../twin/index.js';

/** What a policy sees. */
export interface Situation {
  readonly evaluation: Evaluation;
  readonly configuration: Configuration;
  readonly objective: Objective;
  readonly demand: Demand;
  /** Earlier evaluations of the same topology since its last restart, oldest first. */
  readonly history: readonly Evaluation[];
  /** Tasks by component, and workers that could still be started: what a proposal had better keep to. */
  readonly limits: { readonly tasks: Readonly<Record<string, number>>; readonly slotsFree: number };
  /** What changes would give and cost; asked as often as a policy likes. */
  readonly outlook: (changes: Changes) => Outlook;
  /** Utility that is predicted after changes under another load, not cut off at -1; null when unknown. */
  readonly utilityUnder: (changes: Changes, demand: Demand) => number | null;
  /** What the guard about bounds leaves of changes: of what it would drop or clip nothing is worth a look. */
  readonly legal: (changes: Changes) => Changes;
  /** Whether the guards about outcomes would let these changes pass, by that outlook of them: others are not worth proposing. */
  readonly permits: (changes: Changes, outlook: Outlook) => boolean;
  /** How long the present load is expected to last, seconds: in that time a change must have paid for itself. */
  readonly horizonSeconds: number;
  /** The last windows of earlier configurations, oldest first. */
  readonly earlier: readonly Evaluation[];
  /** Utility of a window of this topology under the objective, against the reference of now; null when unknown. */
  readonly utilityOf: (evaluation: Evaluation) => number | null;
  /** What each part adds to the utility now, the throughput against the load on offer where that is known; null when unknown. */
  readonly partsNow: Contributions | null;
  readonly past: Past;
  /** Whether the hosts may have no CPU left; absent or null: nothing speaks for it. Outlooks count with it. */
  readonly crowding?: Crowding | null;
}

/** What the past of the topology says, as far as a policy may want to know it. */
export interface Past {
  /** Standard error of the utility that was measured. */
  readonly utilityNoise: number;
  /** For how long the load has been watched, seconds, and the most of it, tuples/s, in the time that scaling down asks for. */
  readonly watchedSeconds: number;
  readonly most: { readonly perSecond: number; readonly withinSeconds: number };
  /** The last change that is in force: what it changed (knob → up or down), and how long ago. */
  readonly lastChange: { readonly directions: Directions; readonly secondsAgo: number } | null;
  /** Changes that were undone or failed, not yet forgotten. */
  readonly failed: readonly { readonly directions: Directions; readonly secondsAgo: number }[];
  /** A planned peak that is on or near, in words; null where there is none. */
  readonly peak: string | null;
}

export type Answer =
  | { readonly kind: 'propose'; readonly changes: Changes; readonly text: string }
  | { readonly kind: 'hold'; readonly code: string; readonly text: string }
  /** Out of its depth: the fallback policy is asked. */
  | { readonly kind: 'unsure'; readonly code: string; readonly text: string };

/** Which model a learned policy decides by. */
export interface ModelFacts {
  readonly folder: string;
  /** Of its weights. */
  readonly sha256: string;
  /** One for each network. */
  readonly seeds: readonly number[];
  /** What the networks are shown and choose from, by the names of src/policy/dqn. */
  readonly features: string;
  readonly candidates: string;
}

export interface Policy {
  readonly name: string;
  /** One sentence for --help and the reference. */
  readonly about: string;
  /** Of a learned one. */
  readonly model?: ModelFacts;
  decide(situation: Situation): Answer;
}
