// The dry run of a whole cluster: reads, measures and decides on each topology; changes nothing but the state directory.
import type { Cluster, ClusterInfo, Snapshot, TopologyRef } from '../../clusters/index.js';
import { evidenceOf, loadAt } from '../../decision/index.js';
import { standingIn, type Training, unfamiliarBy } from '../../drift/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { ExternalReader, ExternalReading } from '../../external/index.js';
import { referenceAt, referenceToKeep, type StoredReference } from '../../outlook/index.js';
import type { Policy } from '../../policy/index.js';
import type { Clock } from '../../util/index.js';
import { queuesOf, type Reporting } from '../advice/reporting.js';
import { adviceIn, shownAdvice } from '../approval/advised.js';
import { declinedIn } from '../approval/declined.js';
import type { PendingEntry } from '../approval/entry.js';
import { peakAt } from '../decide/calendar.js';
import { type Decided, decide } from '../decide/decide.js';
import { hysteresisOf } from '../decide/hysteresis.js';
import { type Collected, collect } from '../look/collect.js';
import type { JudgedTopology } from '../own-utilities.js';
import { type LastDay, lastDay, nothingDone } from '../past/last-day.js';
import type { OnDamaged } from '../state/reference-store.js';
import type { KeptState, StateStore } from '../state/state.js';
import { chooseTopology } from './choose-topologies.js';
import { clusterOf, type Suggestion } from './suggestion.js';

export interface SuggestOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly windowSeconds: number;
  readonly maxAgeSeconds: number;
  readonly warmUpSeconds: number;
  readonly waitSeconds: number;
  readonly policy: Policy;
  /** Asked where the policy is out of its depth. */
  readonly fallback?: Policy;
  /** What the model was trained on; absent or null: that is not known. */
  readonly training?: Training | null;
  /** Of planned peaks; default UTC. */
  readonly timeZone?: string;
  readonly topologyConfig: (topology: TopologyRef) => JudgedTopology;
  /** Only this topology; undefined: all. */
  readonly topology: string | undefined;
  /** null when there is no place for state: nothing is kept, and the reference is this window. */
  readonly state: StateStore | null;
  /** So many decisions are kept with what they were made from; default 0: none. */
  readonly keepDecisions?: number;
  /** Without it queues are unknown. */
  readonly reporting?: Reporting | null;
  /** Without it the source and the application are not asked. */
  readonly external?: ExternalReader | null;
  readonly onExternalProblem?: (topology: TopologyRef, problem: string) => void;
  /** Of references that begin anew, since their file was not as Trimtab wrote it. */
  readonly onDamaged?: OnDamaged;
  /** Of a journal that is there and cannot be read: what was undone or failed is not known then. */
  readonly onJournalUnread?: (problem: TrimtabError) => void;
  /** Makes an id for a decision that sorts by time. */
  readonly newId: () => string;
  readonly onStart?: (topologies: readonly TopologyRef[]) => void;
  /** Before each wait, with the seconds of the window so far. */
  readonly onProgress?: (topology: TopologyRef, gotSeconds: number) => void;
}

export interface Suggested {
  readonly suggestion: Suggestion;
  /** Keeps it in the state directory. Print first: a full disk must not cost the answer. */
  save(): Promise<void>;
}

/** @throws TrimtabError when the cluster, or every topology of it, cannot be read */
export async function suggest(options: SuggestOptions): Promise<Suggested> {
  const { cluster, signal, clock, state, onDamaged = () => {} } = options;
  const info = await cluster.info(signal);
  const all = await cluster.topologies(signal);
  const topologies = options.topology === undefined ? all : [chooseTopology(all, options.topology)];
  options.onStart?.(topologies);
  const past = await pastOf(topologies, options);
  const decided = await Promise.all(topologies.map((t) => suggestOne(t, info, past, options)));
  const [failure] = decided.flatMap((d) => (d.failure === null ? [] : [d.failure]));
  if (failure !== undefined && decided.every((d) => d.failure !== null)) throw failure;
  const suggestion = (suggestions: Suggestion['topologies']): Suggestion => ({
    schema: 'trimtab/suggestion/v1',
    at: new Date(clock.now()).toISOString(),
    cluster: clusterOf(cluster.name, info),
    topologies: suggestions,
  });
  return {
    suggestion: suggestion(decided.map((d) => d.suggestion)),
    save: async () => {
      const saved = await Promise.all(
        decided.map(async (one) => ({
          id: one.suggestion.decision.id,
          clusterName: cluster.name,
          suggestion: suggestion([one.suggestion]),
          evaluation: one.evaluation,
          inputs: await keptInputs(one, options),
        })),
      );
      const first = decided.flatMap(({ suggestion: { id }, firstReference }) =>
        firstReference === null ? [] : [[id, firstReference] as const],
      );
      const references = { first: new Map(first), running: all.map(({ id }) => id) };
      await state?.save(cluster.name, saved, references, onDamaged);
    },
  };
}

interface Past extends KeptState {
  /** Of the cluster. */
  readonly pending: readonly PendingEntry[];
  readonly changesOf: (topologyId: string) => LastDay;
}

/** Before anything is measured, so that what cannot be read is found first. */
async function pastOf(topologies: readonly TopologyRef[], options: SuggestOptions): Promise<Past> {
  const { cluster, clock, state, onDamaged = () => {}, onJournalUnread = () => {} } = options;
  if (state === null) return nothingKept;
  const now = clock.now();
  const longest = Math.max(historySeconds, ...topologies.map((one) => loadsSeconds(one, options)));
  const kept = await state.load(cluster.name, now - longest * 1000, onDamaged);
  const { entries } = await state.queue.list();
  return {
    ...kept,
    pending: entries.filter((one) => one.cluster === cluster.name),
    changesOf: await lastDay(state.directory, cluster.name, now, onJournalUnread),
  };
}

/** Loads are watched since before the time that scaling down asks for. */
function loadsSeconds(topology: TopologyRef, { topologyConfig }: SuggestOptions): number {
  return topologyConfig(topology).guards.downAfter + historySeconds;
}

/** What a decision was made from, beside those of an agent: `trimtab explain` asks it again. */
async function keptInputs(
  { suggestion, evaluation, measured, considered }: Decided,
  { state, keepDecisions = 0 }: SuggestOptions,
): Promise<string | null> {
  if (state === null || evaluation === null || keepDecisions === 0) return null;
  const { id } = suggestion.decision;
  return state.decisions.save({ id, evaluation, measured, considered }, keepDecisions);
}

/** No policy looks further back. */
const historySeconds = 3600;

const nothingKept: Past = {
  reference: () => undefined,
  history: () => [],
  pending: [],
  changesOf: nothingDone,
};

interface DecidedOne extends Decided {
  /** To be kept, where this full window has what the kept one lacks. */
  readonly firstReference: StoredReference | null;
  /** Why this topology could not be read. */
  readonly failure: TrimtabError | null;
}

async function suggestOne(
  topology: TopologyRef,
  info: ClusterInfo,
  kept: Past,
  options: SuggestOptions,
): Promise<DecidedOne> {
  const { cluster, policy, windowSeconds, maxAgeSeconds, clock } = options;
  const { objective, knobs, external, guards, expected } = options.topologyConfig(topology);
  const readExternal = async (snapshot: Snapshot | null): Promise<ExternalReading | null> =>
    (await options.external?.read(topology, external, options.signal, snapshot)) ?? null;
  // The offered rate takes two readings: one before the window, one after it.
  await readExternal(null);
  const { collected: engine, failure } = await collectOrFail(cluster, info, topology, options);
  const collected = await withExternal(engine, topology, readExternal, options);
  const stored = kept.reference(topology.id);
  const peak = peakAt(expected, clock.now(), options.timeZone ?? 'UTC');
  const restartedAt = clock.now() - sinceRestart(collected) * 1000;
  const all = kept.history(topology.id, clock.now() - historySeconds * 1000);
  const history = all.filter(({ at }) => at >= restartedAt);
  const earlier = all.filter(({ at }) => at < restartedAt);
  const decided = decide({
    info,
    topology,
    collected,
    windowSeconds,
    maxAgeSeconds,
    policy,
    fallback: options.fallback ?? null,
    objective,
    knobs,
    reserveSlots: guards.reserveSlots,
    peak,
    evidenceFor: (evaluation) => {
      const nowSeconds = clock.now() / 1000;
      const watched = kept.history(topology.id, clock.now() - loadsSeconds(topology, options) * 1000);
      const loads = [...watched.map((one) => loadAt(one.at / 1000, one)), loadAt(nowSeconds, evaluation)];
      const past = { loads, ...kept.changesOf(topology.id), peak: peak?.text ?? null };
      const evidence = evidenceOf({ nowSeconds, evaluation, ...past, ...hysteresisOf(guards) });
      return { ...evidence, ...declinedIn(kept.pending, { cluster: cluster.name, topology }, clock.now()) };
    },
    unfamiliarIn: (evaluation) =>
      policy.model === undefined
        ? null
        : unfamiliarBy(standingIn({ evaluation, objective }, options.training ?? null, null)),
    queues: queuesOf(collected, clock, options.reporting ?? null),
    reporting: options.reporting ?? null,
    history,
    earlier,
    referenceFor: (evaluation) => referenceAt(evaluation, objective, stored ?? null),
    id: options.newId(),
    acting: null,
  });
  const advice = shownAdvice(decided.suggestion.advice, adviceIn(kept.pending, topology), clock.now());
  const full = isFullWindow(decided, windowSeconds) ? decided.evaluation : null;
  return {
    ...decided,
    suggestion: { ...decided.suggestion, advice },
    firstReference: full === null ? null : referenceToKeep(stored ?? null, full, objective),
    failure,
  };
}

/** What is told beside the engine of a topology that was measured. */
async function withExternal(
  engine: Collected,
  topology: TopologyRef,
  read: (snapshot: Snapshot) => Promise<ExternalReading | null>,
  { external, signal, onExternalProblem }: SuggestOptions,
): Promise<Collected> {
  if (engine.kind !== 'window') return engine;
  const reading = await read(engine.window.snapshot);
  const queues = await external?.queueSizes(engine.window, signal);
  const problems = [...(reading?.problems ?? []), ...(queues?.problems ?? [])];
  for (const problem of problems) onExternalProblem?.(topology, problem);
  return { ...engine, window: queues?.window ?? engine.window, external: reading };
}

/** One topology that cannot be read must not cost the answer about the others. */
async function collectOrFail(
  cluster: Cluster,
  info: ClusterInfo,
  topology: TopologyRef,
  options: SuggestOptions,
): Promise<{ readonly collected: Collected; readonly failure: TrimtabError | null }> {
  try {
    const onWait = (got: number): void => options.onProgress?.(topology, got);
    return { collected: await collect(cluster, info, topology, { ...options, onWait }), failure: null };
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError) || options.signal.aborted) throw thrown;
    const notReady = { kind: 'not-ready', code: 'UNREADABLE', text: thrown.message } as const;
    return { collected: { kind: 'not-ready', notReady, gotSeconds: 0 }, failure: thrown };
  }
}

/** Measured by samples, or by ten minutes of the engine's; stale statistics are none. */
function isFullWindow({ evaluation, suggestion }: Decided, windowSeconds: number): boolean {
  const stale = suggestion.decision.reasons.some((r) => r.guard === 'fresh' && r.answer === 'veto');
  return !stale && (evaluation?.window.seconds ?? 0) >= windowSeconds;
}

/** Seconds: what was measured before the last restart is of another configuration. */
function sinceRestart(collected: Collected): number {
  if (collected.kind === 'not-ready') return 0;
  return Math.min(historySeconds, ...collected.window.snapshot.workers.map((w) => w.uptimeSeconds));
}
