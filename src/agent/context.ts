// What the agent of one cluster works with, and what it remembers from tick to tick.
import type { Journal, JournalKind } from '../audit/index.js';
import type { Cluster } from '../clusters/index.js';
import type { PastChange } from '../decision/index.js';
import type { Training } from '../drift/index.js';
import { asTrimtabError } from '../errors/index.js';
import type { ExternalReader } from '../external/index.js';
import type { Policy } from '../policy/index.js';
import type { SeenRestart } from '../twin/index.js';
import type { Clock, Logger } from '../util/index.js';
import type { Interrupted, ToKeep, UnderWay } from './act/under-way.js';
import type { Reporting } from './advice/reporting.js';
import { bodyInHeronWords } from './heron-words.js';
import type { Named } from './lasting-name.js';
import { type BackOff, componentNames, type Watch } from './look/watch.js';
import type { JudgedTopology } from './own-utilities.js';
import type { JournaledChange, Wanted } from './past/changes.js';
import { Outcomes } from './past/trust.js';
import type { KillSwitch, Pause } from './state/kill-switch.js';
import type { StateStore } from './state/state.js';

/** From the configuration; asked for anew in each tick, so that a reload takes hold. Times in cluster seconds. */
export interface AgentSettings {
  readonly windowSeconds: number;
  readonly maxAgeSeconds: number;
  readonly warmUpSeconds: number;
  readonly coolDownSeconds: number;
  readonly beside: 'auto' | 'any';
  readonly policy: Policy;
  /** Asked where the policy is out of its depth. */
  readonly fallback: Policy;
  /** What the model was trained on; null where that is not known. */
  readonly training: Training | null;
  /** So many decisions stay with what they were made from. */
  readonly keepDecisions: number;
  /** Of blackouts and planned peaks. */
  readonly timeZone: string;
  /** Its name may be that of several on Heron; its id tells them apart. */
  topology(topology: Named): JudgedTopology;
}

export interface AgentContext {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly journal: Journal;
  /** Of the journal as it is written so far: changes among which chooseChange chooses as among all of them. */
  readonly pastChanges: (wanted: Wanted) => Promise<readonly JournaledChange[]>;
  readonly state: StateStore;
  readonly killSwitch: KillSwitch;
  /** clusters[].graphite at work; null where it is not configured. */
  readonly reporting: Reporting | null;
  /** The source and the application; null where nothing is asked of them. */
  readonly external: ExternalReader | null;
  readonly settings: () => AgentSettings;
  /** Whether a host is this machine. */
  readonly isHere: (host: string) => Promise<boolean>;
  readonly newId: () => string;
  readonly memory: Memory;
}

/** A change whose outcome is bad enough to be undone. */
export interface Revert {
  readonly change: UnderWay;
  readonly code: string;
  readonly text: string;
  /** What the line about it says beside that. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What guards and policies go by of a topology that is watched anew: of a former run, or gone and come back. Elapsed seconds of this run's clock. */
export interface Former {
  /** Below 0 in a former run, as all of these. */
  readonly changedAtSeconds: number | null;
  /** All changes that were begun, oldest first. */
  readonly changes: readonly number[];
  /** The last change that stayed, and those that did not. */
  readonly lastChange: PastChange | null;
  readonly failed: readonly PastChange[];
  readonly backOff: BackOff | null;
  /** Whether its tuples are acknowledged, as far as that is known. */
  readonly acking: boolean | null;
}

export interface Memory {
  /** By topology id. */
  readonly watches: Map<string, Watch>;
  /** The one change of the cluster whose outcome is not known yet. */
  change: UnderWay | null;
  /** Changes that a former run of the agent left open. */
  interrupted: readonly Interrupted[];
  /** Elapsed seconds of the agent's clock when this run began. */
  readonly beganAtSeconds: number;
  /** The same clock when this run first had the list of the cluster's topologies; null before. */
  firstListAtSeconds: number | null;
  /** The pauses that are journaled, by what they say. */
  readonly paused: Map<string, Pause>;
  /** What the agent that holds the lock of the cluster says of itself, while it is another one. */
  otherAgent: string | null;
  /** The decision that is being carried out. */
  inHand: string | null;
  /** By topology id. */
  readonly former: Map<string, Former>;
  /** A change that is to be undone next. */
  revert: Revert | null;
  /** Verified, and not yet in the configuration files; oldest first. */
  toKeep: readonly ToKeep[];
  /** Of this cluster, oldest first: what the price of the next change rests on. */
  restarts: readonly SeenRestart[];
  /** What became of the changes of each topology: what autonomy is earned by. */
  readonly outcomes: Outcomes;
  /** Outcomes so far, and how many fell into the predicted band: what trust rests on. */
  trust: { readonly outcomes: number; readonly inBand: number };
  /** now() less elapsedMs() at the last tick: it moves only when the machine's clock is set, and when the machine sleeps. */
  clockOffsetMs: number | null;
}

/** Failures after which the agent ends: without a journal nothing may be done. */
export const fatal: ReadonlySet<string> = new Set(['TRIMTAB_E_JOURNAL', 'TRIMTAB_E_JOURNAL_DAMAGED']);

export function emptyMemory(): Memory {
  return {
    watches: new Map(),
    change: null,
    interrupted: [],
    beganAtSeconds: 0,
    firstListAtSeconds: null,
    paused: new Map(),
    otherAgent: null,
    inHand: null,
    former: new Map(),
    revert: null,
    toKeep: [],
    restarts: [],
    outcomes: new Outcomes(),
    trust: { outcomes: 0, inBand: 0 },
    clockOffsetMs: null,
  };
}

/** Cluster seconds by a clock that is never set. */
export function elapsedSeconds({ clock }: AgentContext): number {
  return clock.elapsedMs() / 1000;
}

/** Writes one line of the journal; it is on disk when this resolves. What became of a change is kept beside it, too. */
export async function record(
  { journal, cluster, clock, memory, state, log }: AgentContext,
  kind: JournalKind,
  about: { readonly id: string | null; readonly topology: { name: string; id: string } | null },
  said: Readonly<Record<string, unknown>>,
): Promise<void> {
  const body =
    cluster.heron === undefined
      ? said
      : bodyInHeronWords(said, componentNames(memory.watches.get(about.topology?.id ?? '')));
  await journal.append({
    kind,
    at: new Date(clock.now()).toISOString(),
    id: about.id,
    topology:
      about.topology === null
        ? null
        : { cluster: cluster.name, name: about.topology.name, id: about.topology.id },
    // What JSON cannot hold (a number that is none) is unknown, and unknown is null.
    body: JSON.parse(JSON.stringify(body)) as Record<string, unknown>,
  });
  if (!memory.outcomes.take(kind, about, body)) return;
  // The line is written, and what is counted can be counted from it again.
  await state.outcomes.save(cluster.name, memory.outcomes).catch(outcomesNotKept({ log, cluster }));
}

/** Of topologies that are gone the newest stay: one may be submitted again, and autonomy is earned by them. */
export async function forgetOutcomes({ state, cluster, memory, log }: AgentContext): Promise<void> {
  const running = [...memory.watches.values()].map(({ topology }) => topology);
  await state.outcomes
    .forgetGone(cluster.name, memory.outcomes, running)
    .catch(outcomesNotKept({ log, cluster }));
}

function outcomesNotKept({ log, cluster }: Pick<AgentContext, 'log' | 'cluster'>): (thrown: unknown) => void {
  return (thrown) => {
    const { code, message: text, next } = asTrimtabError(thrown);
    log.warn('outcomes-not-kept', { cluster: cluster.name, code, text, next });
  };
}
