// What an agent knows of one topology while it runs: its samples, its configuration, when it was last changed.
import type { TopologyRef } from '../../clusters/index.js';
import type { LoadSample, PastChange } from '../../decision/index.js';
import { type Configuration, componentOf } from '../../knobs/index.js';
import type { Evaluation } from '../../metrics/index.js';
import type { StoredReference } from '../../outlook/index.js';
import type { Behaviour } from '../state/drift-store.js';
import { Observation, type ObservationOptions } from './observation.js';

/** Elapsed seconds of the agent's clock. */
export interface BackOff {
  readonly untilSeconds: number;
  readonly because: string;
}

/** No policy looks further back. */
const historySeconds = 3600;

export class Watch {
  observation: Observation;
  /** The configuration as last seen complete; null before. */
  known: Configuration | null = null;
  reference: StoredReference | null = null;
  /** Since the last change, oldest first, of the last hour. */
  evaluations: readonly Evaluation[] = [];
  /** Elapsed seconds of the agent's clock at the last change by Trimtab. */
  changedAtSeconds: number | null = null;
  /** Elapsed seconds at each change by Trimtab, oldest first; below 0 those of a former run. */
  changes: readonly number[] = [];
  backOff: BackOff | null = null;
  /** Whether its tuples are acknowledged, as counters last told, which begin anew with every restart; null while none have. */
  acking: boolean | null = null;
  /** How many of its decisions in a row were dropped before anything was sent: what keeps one from being sent may last. */
  dropped = 0;
  /** When it was first missing from the cluster's list; null while it is there. */
  missingSinceSeconds: number | null = null;
  /** Whether it was being killed at the last look. */
  isKilled = false;
  /** What stood in the way of a decision last; said once. */
  saidNotReady = '';
  /** With what Trimtab failed to decide last; said once. */
  saidFault = '';
  /** What the source or the application did not answer last. */
  saidExternal = '';
  /** Whether it was said that what is usual of it cannot be kept. */
  saidDriftNotKept = false;
  /** What the source gave at each look, across restarts, oldest first: elapsed seconds. */
  loads: readonly LoadSample[] = [];
  /** The last change of Trimtab that stayed, and those that were undone or failed. */
  lastChange: PastChange | null = null;
  failed: readonly PastChange[] = [];
  /** The last window of each earlier configuration, oldest first: what the twin has to compare with. */
  earlier: readonly Evaluation[] = [];

  /** What is usual of it, and how it has drifted; null until the first window. */
  drift: Readonly<Behaviour> | null = null;
  /** What of that is on disk, and when it was written or read: elapsed seconds of the agent's clock; null where nothing is. */
  driftOnDisk: { readonly behaviour: Readonly<Behaviour>; readonly atSeconds: number } | null = null;

  constructor(
    readonly topology: TopologyRef,
    private options: ObservationOptions,
  ) {
    this.observation = new Observation(options);
  }

  /** What was measured before is of another configuration. */
  startOver(): void {
    this.observation = this.observation.anew(this.options);
    const last = this.evaluations.at(-1);
    if (last !== undefined) this.earlier = [...this.earlier, last].slice(-earlierKept);
    this.evaluations = [];
  }

  /** It no longer behaves as it did: what was measured and what failed before says nothing of now. */
  forget(): void {
    this.earlier = [];
    this.failed = [];
    this.lastChange = null;
  }

  /** After a reload: another window needs other samples. */
  use(options: ObservationOptions): void {
    const { windowSeconds, warmUpSeconds } = this.options;
    if (options.windowSeconds === windowSeconds && options.warmUpSeconds === warmUpSeconds) return;
    this.options = options;
    this.startOver();
  }

  rememberLoad(load: LoadSample): void {
    const kept = this.loads.filter(({ atSeconds }) => load.atSeconds - atSeconds <= loadsKeptSeconds);
    this.loads = [...kept, load];
  }

  remember(evaluation: Evaluation): void {
    const from = evaluation.at - historySeconds * 1000;
    this.evaluations = [...this.evaluations.filter((e) => e.at >= from), evaluation];
  }
}

/** Longer than any horizon and any time that scaling down asks for. */
const loadsKeptSeconds = 24 * 3600;

/** As many as a fit looks at, and one more. */
const earlierKept = 8;
/** What is older was measured of another load, data or release. */
const earlierSeconds = 6 * 3600;

export function stillComparable(earlier: readonly Evaluation[], now: number): Evaluation[] {
  return earlier.filter(({ at }) => now - at <= earlierSeconds * 1000);
}

/** Knobs whose values differ, as "executors.split 2 → 4"; empty when none does. */
export function differing(before: Configuration, after: Configuration): string[] {
  const knobs = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return knobs.flatMap((knob) => {
    const [from, to] = [before[knob] ?? null, after[knob] ?? null];
    return from === to ? [] : [`${knob} ${from ?? 'unset'} → ${to ?? 'unset'}`];
  });
}

/** Names of the components, as far as they are known. */
export function componentNames(watch: Watch | undefined): string[] {
  const measured = watch?.evaluations.at(-1)?.components.map(({ name }) => name) ?? [];
  const configured = Object.keys(watch?.known ?? {}).flatMap((knob) => componentOf(knob) ?? []);
  return [...new Set([...measured, ...configured])];
}
