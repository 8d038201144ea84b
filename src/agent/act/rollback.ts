// Returns a topology to its configuration before a change, when an operator asks for it.
import { planOf, sendFacts, validateOperation } from '../../change/index.js';
import { type ClusterInfo, type Operation, type Snapshot, stormConfiguration } from '../../clusters/index.js';
import { TrimtabError } from '../../errors/index.js';
import { type GuardAnswer, runActingGuards, undoingRules } from '../../guard/index.js';
import type { Changes, Configuration } from '../../knobs/index.js';
import { containersByItself } from '../advice/heron-moves.js';
import { type AgentContext, record } from '../context.js';
import { actingFacts } from '../decide/acting-facts.js';
import { inSharedWords } from '../heron-words.js';
import { lastingName } from '../lasting-name.js';
import { isWhole, notReadyByStatus } from '../look/readiness.js';
import { Watch } from '../look/watch.js';
import type { JournaledChange } from '../past/changes.js';
import { recorded } from '../recorded-objective.js';
import { type CarriedOut, carryOutAndTell } from './carry-out-and-tell.js';
import { changesBetween } from './changes-between.js';
import { commandsOn } from './commands-on.js';
import { keepInFiles } from './keep-in-files.js';
import type { DecidedChange } from './under-way.js';
import { undoWaitSeconds } from './undo.js';

/** One knob of the change, and what becomes of it. */
export interface KnobToRestore {
  readonly knob: string;
  readonly before: number | null;
  readonly after: number;
  readonly now: number | null;
  /** Restored; as it was already; turned by somebody since, so left alone; unset before, which a rebalance cannot bring back. */
  readonly answer: 'restore' | 'already' | 'changed-since' | 'was-unset';
}

export interface RollbackPlan {
  readonly change: JournaledChange;
  readonly knobs: readonly KnobToRestore[];
  readonly plan: readonly Operation[];
  readonly commands: readonly string[];
  /** Every guard that was asked; nothing is sent while one of them vetoes. */
  readonly reasons: readonly GuardAnswer[];
  readonly info: ClusterInfo;
  readonly watch: Watch;
  /** What it was planned from. */
  readonly known: Configuration;
}

/**
 * What keeps it from being done, if anything is to be. Where not all of it runs the numbers of executors are estimates, and so is that
 * nothing is to be turned back.
 */
export function vetoOf({ plan, reasons }: RollbackPlan): GuardAnswer | undefined {
  const veto = reasons.find(({ answer }) => answer === 'veto');
  return plan.length > 0 || veto?.code === 'EXECUTORS_MISSING' ? veto : undefined;
}

/** @throws TrimtabError TRIMTAB_E_CHANGE_UNKNOWN when its topology is gone; otherwise as Cluster */
export async function planRollback(agent: AgentContext, change: JournaledChange): Promise<RollbackPlan> {
  const { cluster, signal } = agent;
  const info = await cluster.info(signal);
  const { id } = change.topology;
  const topologies = await cluster.topologies(signal);
  const topology = topologies.find((t) => t.id === id);
  if (topology === undefined) {
    const again = topologies.find((t) => lastingName(t) === lastingName(change.topology));
    const now =
      again === undefined ? 'is no longer on the cluster' : `was submitted again since, as ${again.id}`;
    const text = `${change.id} was a change of ${id}, which ${now}`;
    throw new TrimtabError('TRIMTAB_E_CHANGE_UNKNOWN', text, {
      next: 'Nothing of that change is in force any more: there is nothing to go back from.',
    });
  }
  const snapshot = await cluster.snapshot(topology, 'since-start', signal);
  // An agent that runs knows more of it; what it knows stays, unless something is sent: a topology that is not whole shows other numbers.
  const watch = agent.memory.watches.get(topology.id) ?? new Watch(topology, agent.settings());
  const known = stormConfiguration(snapshot, info.generation);
  const knobs = knobsToRestore(change, known);
  const plan = planOf(restored(knobs), undoWaitSeconds);
  const reasons = [
    readiness(snapshot),
    validity(agent, plan, snapshot, info),
    ...runActingGuards(await actingFacts(agent, info, watch), undoingRules),
  ];
  const commands = commandsOn(cluster, topology, plan, containersByItself(plan, snapshot));
  return { change, knobs, plan, commands, reasons, info, watch, known };
}

function knobsToRestore(
  { changes }: JournaledChange,
  now: Readonly<Record<string, number | null>>,
): KnobToRestore[] {
  return Object.entries(changes).map(([knob, { from, to }]) => {
    const value = now[knob] ?? null;
    const answer =
      value === from ? 'already' : value !== to ? 'changed-since' : from === null ? 'was-unset' : 'restore';
    return { knob, before: from, after: to, now: value, answer };
  });
}

/** The values that a rollback brings back. */
export function restored(knobs: readonly KnobToRestore[]): Changes {
  return Object.fromEntries(
    knobs.flatMap(({ knob, before, answer }) =>
      answer === 'restore' && before !== null ? [[knob, before]] : [],
    ),
  );
}

function readiness(snapshot: Snapshot): GuardAnswer {
  const notReady = notReadyByStatus(snapshot.topology);
  if (notReady !== null)
    return { guard: 'ready', answer: 'veto', margin: null, code: notReady.code, text: notReady.text };
  if (isWhole(snapshot))
    return { guard: 'ready', answer: 'pass', margin: null, code: 'READY', text: 'all of it runs' };
  const text = 'some of its executors do not report: wait until all of it runs';
  return { guard: 'ready', answer: 'veto', margin: null, code: 'EXECUTORS_MISSING', text };
}

function validity(
  agent: AgentContext,
  plan: readonly Operation[],
  snapshot: Snapshot,
  info: ClusterInfo,
): GuardAnswer {
  const { bounds } = agent.settings().topology(snapshot.topology).knobs;
  const facts = sendFacts(snapshot, info, inSharedWords(bounds));
  const problems = plan.flatMap((operation) => validateOperation(operation, facts));
  const of = { guard: 'bounds', margin: null } as const;
  if (problems.length === 0) return { ...of, answer: 'pass', code: 'WITHIN_BOUNDS', text: 'it may be sent' };
  const text = problems.map((p) => `${p.place}: ${p.text}`).join('; ');
  return { ...of, answer: 'veto', code: 'OUT_OF_BOUNDS', text };
}

export type RollbackOutcome =
  /** `files`: what became of the configuration files; null where none is named. */
  | { readonly kind: 'done'; readonly id: string; readonly files: string | null }
  | (Extract<CarriedOut, { kind: 'failed' }> & { readonly id: string });

/**
 * Journaled like any change; whether the topology is better off is for the agent to measure.
 * @param by who asked for it
 */
export async function carryOutRollback(
  agent: AgentContext,
  { change, knobs, plan, info, watch, known }: RollbackPlan,
  by: string,
): Promise<RollbackOutcome> {
  const id = agent.newId();
  const former = restored(knobs);
  // Not to be taken for somebody else's change.
  watch.known = known;
  const decided: DecidedChange = {
    id,
    watch,
    plan,
    changes: changesBetween(known, former),
    before: unmeasured,
    predicted: null,
    objective: recorded(agent.settings().topology(watch.topology).objective),
    revertOf: change.id,
    askedBy: by,
    decidedAtMs: performance.now(),
  };
  const end = await carryOutAndTell(agent, info, decided);
  if (end.kind === 'failed') return { ...end, id };
  const { name, id: topologyId } = change.topology;
  const about = { id: change.id, topology: { name, id: topologyId } };
  await record(agent, 'reverted', about, {
    code: 'ROLLBACK',
    text: `rolled back, asked for by ${by}`,
    by: id,
  });
  // In an agent that runs it may wait for its files still, or to be settled after a restart.
  agent.memory.toKeep = agent.memory.toKeep.filter((one) => one.id !== change.id);
  agent.memory.interrupted = agent.memory.interrupted.filter((one) => one.id !== change.id);
  if (agent.settings().topology(about.topology).persist.files.length === 0)
    return { kind: 'done', id, files: null };
  const files = await keepInFiles(agent, { id, topology: about.topology }, former, 'rolled back');
  return { kind: 'done', id, files };
}

/** No window is waited for when somebody wants to go back. */
const unmeasured: DecidedChange['before'] = {
  throughputPerSecond: null,
  completeLatencyMs: null,
  utility: null,
  pendingUse: null,
  pendingLimit: null,
  broken: [],
  isHeldBack: true,
};
