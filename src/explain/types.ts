// The words of an explanation: the decision that is explained, the inputs it is led back to, and what it is worth.
import type { Considered, Deliberating } from '../decision/index.js';
import type { Changes } from '../knobs/index.js';
import type { Contributions } from '../objective/index.js';
import type { Policy } from '../policy/index.js';
import type { Ensemble } from '../rl/index.js';

/** A decision with all that it was made from and who made it. */
export interface Case {
  readonly deliberating: Deliberating;
  readonly policy: Policy;
  readonly fallback: Policy | null;
  /** Of a learned policy; null for rules, and where the fallback decided. */
  readonly ensemble: Ensemble | null;
  readonly result: Considered;
}

/** The change that an explanation is about. */
export interface Subject {
  /** `applied`; `stopped`: wanted by the policy, and a guard was against it; `nearest`: the best of what was not wanted. */
  readonly kind: 'applied' | 'stopped' | 'nearest';
  readonly changes: Changes;
  /** Configurations that were looked at beside it; null where the policy is a rule that looks at none. */
  readonly lookedAt: number | null;
}

/** What the twin counts by, and the learned networks: their values squash what the twin says, and count later minutes less (src/policy/dqn/prior.ts). */
export type WorthUnit = 'utility times minutes' | 'values of its networks';

/** What a change is worth over holding, in the unit that `unitOf` tells. */
export interface Worth {
  readonly total: number;
  /** By the parts of the objective; they sum to the total. */
  readonly parts: Contributions;
  /** Of a learned policy: what the twin says of it, and what the networks add. They sum to `parts`. */
  readonly prior: Contributions | null;
  readonly network: Contributions | null;
}

export type InputGroup = 'workload' | 'external' | 'internal' | 'configuration' | 'objective';
export type InputKind = 'time' | 'load' | 'horizon' | 'backlog' | 'pending' | 'weights';

/** A cause that a decision is led back to. Everything else that was measured follows from these, or is taken as given. */
export interface Input {
  readonly name: string;
  readonly kind: InputKind;
  readonly group: InputGroup;
  /** Whose time per tuple it is; null for what belongs to the whole topology. */
  readonly component: string | null;
  readonly unit: string;
  readonly atReference: number;
  readonly actual: number;
  /** Declared range within which it is varied. */
  readonly range: readonly [low: number, high: number];
}

/** One number for each input, in their order. */
export type Point = readonly number[];

/** Part of an explanation that cannot be given, and why. */
export interface NotSaid {
  readonly part: string;
  readonly because: string;
}
