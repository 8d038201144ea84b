// Compares the change under way with its promise, once a full window has passed since it was steady.
import {
  deservesSecondLook,
  isBad,
  measuredBy,
  type Outcome,
  outcomeOf,
  type PastChange,
} from '../../decision/index.js';
import { type Changes, directionsOf } from '../../knobs/index.js';
import { evaluate } from '../../metrics/index.js';
import { worthNow } from '../../outlook/index.js';
import { formatSeconds } from '../../util/index.js';
import { type AgentContext, elapsedSeconds, record } from '../context.js';
import { backOff } from '../decide/back-off.js';
import type { Collected } from '../look/collect.js';
import type { Observed } from '../look/observe.js';
import type { Watch } from '../look/watch.js';
import { judgedBy } from '../recorded-objective.js';
import { commandsOn } from './commands-on.js';
import { supersede } from './supersede.js';
import type { UnderWay } from './under-way.js';
import { undoPlan } from './undo.js';

/** A window that has not come after this many times what it should take will not come. */
const patience = 3;

export async function verify(agent: AgentContext, observed: readonly Observed[]): Promise<void> {
  const { change } = agent.memory;
  if (change === null) return;
  const { id, topology } = change;
  const found = observed.find((o) => o.watch.topology.id === topology.id);
  if (found === undefined) {
    // Missing from one list of the cluster it may be there still.
    if (agent.memory.watches.has(topology.id)) return;
    agent.memory.change = null;
    const text = 'it is no longer on the cluster, so the outcome will never be known';
    await record(agent, 'superseded', { id, topology }, { code: 'GONE', text, sent: true });
    return;
  }
  const { collected, watch } = found;
  if (collected.kind === 'window') return await conclude(agent, change, watch, collected);
  const now = elapsedSeconds(agent);
  // Where looks are rare, or a night without them is over, the first one only begins a window.
  const { lookedAtSeconds = now, doubtedAtSeconds, steadyAtSeconds } = change;
  agent.memory.change = { ...change, lookedAtSeconds };
  if (now - Math.max(doubtedAtSeconds ?? 0, lookedAtSeconds) < patienceSeconds(agent)) return;
  const waited = now - (doubtedAtSeconds ?? steadyAtSeconds);
  const { code, text } = collected.notReady;
  agent.memory.change = null;
  const byPeople = doneByPeople.get(code);
  if (byPeople !== undefined) return await leave(agent, change, code, byPeople);
  haveFailed(watch, change, now);
  await failChange(agent, change, watch, {
    code: 'NOT_MEASURED',
    text: `no full window within ${formatSeconds(waited)} after the change: ${code}: ${text}`,
  });
}

/** States that a person has brought about: they say nothing of the change. */
const doneByPeople: ReadonlyMap<string, string> = new Map([
  ['INACTIVE', 'it was deactivated'],
  ['KILLED', 'it is being killed'],
]);

async function leave(agent: AgentContext, change: UnderWay, code: string, reason: string): Promise<void> {
  const text = `${reason}, so the outcome will never be known`;
  const next = `Nothing to do if that was meant; trimtab audit show ${change.id} has what was sent.`;
  await supersede(agent, change, { code, text, next }, { sent: true });
}

/** How long a topology may take until it can be measured again. */
export function patienceSeconds(agent: AgentContext): number {
  const { warmUpSeconds, windowSeconds } = agent.settings();
  return patience * (warmUpSeconds + windowSeconds + 120);
}

async function conclude(
  agent: AgentContext,
  change: UnderWay,
  watch: Watch,
  { window, external }: Collected & { kind: 'window' },
): Promise<void> {
  const { id, topology, predicted, before, findings, changes, askedBy, doubtedAtSeconds } = change;
  // The second window must share nothing with the first.
  const isSecond = doubtedAtSeconds !== null;
  if (isSecond && elapsedSeconds(agent) - doubtedAtSeconds < agent.settings().windowSeconds) return;
  const objective = judgedBy(change.objective, agent.settings().topology(topology).objective);
  const evaluation = evaluate(window, null, external?.inputs ?? null);
  const after = measuredBy(evaluation, objective, worthNow(evaluation, objective, watch.reference));
  const outcome = outcomeOf(change, after);
  if (!isSecond && deservesSecondLook(outcome, change, after)) return doubt(agent, change, outcome);
  agent.memory.change = null;
  // As remember() counts them from the journal.
  if (outcome.inBand.throughput !== null) {
    const { outcomes, inBand } = agent.memory.trust;
    agent.memory.trust = { outcomes: outcomes + 1, inBand: inBand + (outcome.inBand.throughput ? 1 : 0) };
  }
  const { trust } = agent.memory;
  const body = { ...outcome, changes, predicted, before, measured: after, findings, trust };
  if (outcome.kind === 'failed') return await undoOrFail(agent, change, watch, body, outcome);
  const { kind: _, ...rest } = body;
  const toPersist = agent.settings().topology(topology).persist.files;
  watch.lastChange = pastChange(change, elapsedSeconds(agent));
  await record(agent, 'verified', { id, topology }, toPersist.length === 0 ? rest : { ...rest, toPersist });
  if (toPersist.length > 0)
    agent.memory.toKeep = [...agent.memory.toKeep, { id, topology, changes, askedBy }];
  agent.log.info('verified', {
    cluster: agent.cluster.name,
    topology: topology.name,
    id,
    code: outcome.code,
    text: outcome.text,
    trust: `${trust.inBand} of ${trust.outcomes} outcomes within the predicted band`,
  });
}

function doubt(agent: AgentContext, change: UnderWay, { code, text }: Outcome): void {
  agent.memory.change = { ...change, doubtedAtSeconds: elapsedSeconds(agent) };
  agent.log.info('doubted', {
    cluster: agent.cluster.name,
    topology: change.topology.name,
    id: change.id,
    code,
    text,
    next: 'The next full window decides whether it is undone.',
  });
}

/** Which way each knob of a change went. */
export function pastChange({ changes }: Pick<UnderWay, 'changes'>, atSeconds: number): PastChange {
  const of = <K extends 'from' | 'to'>(end: K) =>
    Object.fromEntries(Object.entries(changes).map(([knob, ends]) => [knob, ends[end]]));
  return { atSeconds, directions: directionsOf(of('to') as Changes, of('from')) };
}

/** Not to be tried again for a while, as remember() counts from the journal; what was to lead back, and did not, may be. */
export function haveFailed(
  watch: Watch,
  change: Pick<UnderWay, 'changes' | 'revertOf'>,
  atSeconds: number,
): void {
  if (change.revertOf === null) watch.failed = [...watch.failed, pastChange(change, atSeconds)];
}

/** Undone where that leads anywhere: not what undid another one, and not where somebody else decides. */
async function undoOrFail(
  agent: AgentContext,
  change: UnderWay,
  watch: Watch,
  body: Readonly<Record<string, unknown>>,
  { code, text }: Outcome,
): Promise<void> {
  const { mode } = agent.settings().topology(change.topology);
  // What is not in force at all is for somebody to look at.
  const canUndo = isBad(code) && change.revertOf === null && mode === 'auto' && undoPlan(change).length > 0;
  haveFailed(watch, change, elapsedSeconds(agent));
  if (!canUndo) return await failChange(agent, change, watch, { ...body, code, text, stage: 'verify' });
  const backOffSeconds = backOff(agent, watch, `its last change was undone (${code})`);
  const { kind: _, ...rest } = body;
  agent.memory.revert = { change, code, text, body: { ...rest, backOffSeconds } };
}

/** @param watch null where the topology is not seen any more */
export async function failChange(
  agent: AgentContext,
  change: UnderWay,
  watch: Watch | null,
  body: { readonly code: string; readonly text: string } & Readonly<Record<string, unknown>>,
): Promise<void> {
  const { id, topology } = change;
  const undo = commandsOn(agent.cluster, topology, undoPlan(change));
  const next =
    undo.length === 0
      ? 'Look at the topology; the values before are in the intended line of the journal.'
      : `Look at the topology; to go back: ${undo.join(' ; then, once it is steady: ')}`;
  const backOffSeconds =
    watch === null ? null : backOff(agent, watch, `its last change failed (${body.code})`);
  const words = { cluster: agent.cluster.name, topology: topology.name, id };
  agent.log.warn('failed', { ...words, code: body.code, text: body.text, next });
  const { kind: _, ...rest } = body;
  await record(agent, 'failed', { id, topology }, { stage: 'verify', ...rest, next, undo, backOffSeconds });
}
