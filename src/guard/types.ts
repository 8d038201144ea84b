// A guard rule answers pass, clip or veto, with a code, a margin and one plain sentence; it knows nothing of other rules.
import type { Changes, Configuration, Directions, Generation, Room } from '../knobs/index.js';
import type { NotReady } from '../metrics/index.js';
import type { Hosts, Outlook } from '../outlook/index.js';
import type { Past } from '../policy/index.js';
import type { Packed } from '../twin/index.js';

export interface GuardAnswer {
  readonly guard: string;
  readonly answer: 'pass' | 'clip' | 'veto';
  readonly code: string;
  /** How far from the limit, as a share of it (of the gain: in utility): above 0 passes, below 0 does not; null where there is no scale. */
  readonly margin: number | null;
  readonly text: string;
}

export interface Limits {
  readonly generation: Generation;
  /** Tasks by component, `__acker` among them: the most executors there can be. */
  readonly tasks: Readonly<Record<string, number>>;
  /** `tasks` is no limit of the engine but how far one update may go (Heron). */
  readonly elastic?: boolean;
  /** Heron: the most instances that a container was made for when it was submitted; no update makes it larger. Absent: not known. */
  readonly instancesPerContainer?: number;
  /** Workers that the cluster could still start. */
  readonly slotsFree: number;
  /** Those that run workers of the topology, and others with a free slot. Absent: not known. */
  readonly hosts?: Hosts;
  /** Of the resource-aware scheduler; absent where another one runs. */
  readonly room?: Room;
  /** After which a tuple that is not complete counts as failed. */
  readonly messageTimeoutSeconds: number;
  readonly bounds: Readonly<Record<string, { readonly min?: number; readonly max?: number }>>;
  readonly exclude: readonly string[];
  /** Of these the ones that the configuration names: the rest is what cannot be turned on the engine. Absent: all. */
  readonly excludedByOperator?: readonly string[];
}

/** What an agent that acts knows beyond what was measured; times in cluster seconds. */
export interface ActingFacts {
  /** Why nothing may be sent, when the kill switch is on. */
  readonly paused: string | null;
  /** The acting master, and whether it is this machine (or need not be). */
  readonly leader: { readonly host: string | null; readonly here: boolean };
  /** Who of this host holds the lock of the cluster, where it is another agent; the agent then stands by. */
  readonly otherAgent?: string | null;
  readonly coolDownSeconds: number;
  /** Since the topology was last changed by Trimtab; null when it never was. */
  readonly secondsSinceChange: number | null;
  /** Changes of the topology by Trimtab, and how many there may be. */
  readonly changes: { readonly lastHour: number; readonly lastDay: number };
  readonly budgets: { readonly changesPerHour: number; readonly changesPerDay: number };
  /** After a change by somebody else, or one that failed. */
  readonly backOff: { readonly secondsLeft: number; readonly because: string } | null;
  /** Why nothing may be changed at this time of the day; null when it may. */
  readonly blackout: string | null;
  /** Another change of the cluster that has not come to its end. */
  readonly underWay: string | null;
}

/** What the past of the topology says about whether a change is worth it. */
export interface Evidence extends Past {
  /** How long the present load is expected to last, seconds. */
  readonly horizonSeconds: number;
  readonly hysteresis: Hysteresis;
  /** What a person has turned down, for as long as that holds; absent where nobody is asked. */
  readonly declined?: readonly DeclinedWay[];
}

export interface DeclinedWay {
  readonly directions: Directions;
  readonly how: 'rejected' | 'snoozed';
  /** The operating-system user. */
  readonly by: string;
  readonly secondsLeft: number;
}

export interface Hysteresis {
  /** Least gain of utility to scale up, and to scale down. */
  readonly minGain: number;
  readonly minGainDown: number;
  /** What is removed must have been spare for that long, seconds. */
  readonly downAfterSeconds: number;
  /** Within that time of a change, its reversal costs more, seconds. */
  readonly reversalSeconds: number;
}

/** What is asked before there is anything to decide on. */
export interface MeasuringInput {
  /** Why there is no window; null when there is one. */
  readonly notReady: NotReady | null;
  /** `wanted` is 0 for the engine's own window, of any length. */
  readonly windowSeconds: { readonly wanted: number; readonly got: number };
  /** Cluster seconds since the oldest executor sample was new; null when a single poll cannot tell. */
  readonly ageSeconds: number | null;
  readonly maxAgeSeconds: number;
}

export interface GuardInput extends MeasuringInput {
  readonly configuration: Configuration;
  readonly changes: Changes;
  readonly limits: Limits;
  /** Heron: how it is packed, and how an update would be; absent where that is not known. */
  readonly packed?: Packed | undefined;
  /** What is left of the changes would give and cost that; null before it is known. */
  readonly outlook: Outlook | null;
  readonly evidence: Evidence;
  /** null in a dry run: nothing is sent, so nothing about sending is asked. */
  readonly acting: ActingFacts | null;
}

export interface Verdict {
  readonly answer: GuardAnswer;
  /** What is left of the changes, where the rule clips. */
  readonly changes?: Changes;
}

export interface Rule {
  readonly name: string;
  check(input: GuardInput): Verdict;
}

/** About sending; nothing else is asked. */
export interface ActingRule {
  readonly name: string;
  check(input: Pick<GuardInput, 'acting'>): Verdict;
}

export interface MeasuringRule {
  readonly name: string;
  check(input: MeasuringInput): Verdict;
}
