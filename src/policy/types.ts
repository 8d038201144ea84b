// The Policy interface: anything that looks at a topology and proposes another configuration, or not.
import type { Changes, Configuration } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Objective } from '../objective/index.js';
import type { Demand } from '../twin/index.js';

/** What a policy sees. */
export interface Situation {
  readonly evaluation: Evaluation;
  readonly configuration: Configuration;
  readonly objective: Objective;
  readonly demand: Demand;
  /** Earlier evaluations of the same topology since its last restart, oldest first. */
  readonly history: readonly Evaluation[];
}

export type Answer =
  | { readonly kind: 'propose'; readonly changes: Changes; readonly text: string }
  | { readonly kind: 'hold'; readonly code: string; readonly text: string };

export interface Policy {
  readonly name: string;
  /** One sentence for --help and the reference. */
  readonly about: string;
  decide(situation: Situation): Answer;
}
