// An approved change is asked about again, of what is measured now; only what still makes sense is carried out.
import { isDeepStrictEqual } from 'node:util';
import type { ClusterInfo } from '../../clusters/index.js';
import { type GuardAnswer, passingRules } from '../../guard/index.js';
import type { Policy } from '../../policy/index.js';
import { carryOutAndTell } from '../act/carry-out-and-tell.js';
import { type AgentContext, record } from '../context.js';
import { actingFacts } from '../decide/acting-facts.js';
import { autonomyOf } from '../decide/autonomy.js';
import { type Decided, decide } from '../decide/decide.js';
import { decidingOn } from '../decide/deciding.js';
import { changeOf } from '../decide/each.js';
import { inSharedWords } from '../heron-words.js';
import { mayBeThere } from '../look/missing.js';
import { asOfNow, type Observed } from '../look/observe.js';
import { answerAt, type PendingChange } from './entry.js';
import type { Told } from './requests.js';
import { changedText, differencesSince } from './upkeep.js';

export interface Approving {
  readonly entry: PendingChange;
  /** The operating-system user, and the owner of the request by the kernel. */
  readonly by: string;
  readonly uid: number;
}

interface Refusal {
  readonly code: string;
  readonly text: string;
  readonly next: string;
  /** Whether it may be approved again as it is: what is in the way will pass. */
  readonly stays: boolean;
  readonly reasons?: readonly GuardAnswer[];
}

export interface Approved {
  readonly told: Told;
  /** Whether anything was sent: what was observed before is then of another configuration. */
  readonly acted: boolean;
}

/** @param mayAct whether this agent holds the lock of the cluster */
export async function approve(
  agent: AgentContext,
  info: ClusterInfo,
  observed: readonly Observed[],
  mayAct: boolean,
  approving: Approving,
): Promise<Approved> {
  const { entry, by, uid } = approving;
  const checked = await askAgain(agent, info, observed, mayAct, entry);
  if ('refusal' in checked) return { told: await refuse(agent, approving, checked.refusal), acted: false };
  const { decided, seen } = checked;
  const { suggestion, evaluation } = decided;
  await record(agent, 'evaluated', entry, { text: 'measured anew for the approval', evaluation });
  await record(agent, 'approved', entry, {
    code: 'APPROVED',
    text: `approved by ${by}; it still makes sense`,
    accepted: true,
    by,
    uid,
    decidedAt: entry.at,
    reasons: suggestion.decision.reasons,
    predicted: suggestion.predicted,
    price: suggestion.price,
    commands: suggestion.commands,
  });
  await agent.state.queue.remove(entry);
  const { watch } = seen;
  const { objective } = agent.settings().topology(watch.topology);
  const judged = { ...decided, objective, watch, decidedAtMs: performance.now() };
  const end = await carryOutAndTell(agent, info, changeOf(judged, by));
  return { told: toldOf(entry, end), acted: true };
}

type Checked = { readonly decided: Decided; readonly seen: Observed } | { readonly refusal: Refusal };

async function askAgain(
  agent: AgentContext,
  info: ClusterInfo,
  observed: readonly Observed[],
  mayAct: boolean,
  entry: PendingChange,
): Promise<Checked> {
  const { mode } = agent.settings().topology(entry.topology);
  // Where another agent has the lock, the guard beside-leader says so.
  const isUnlocked = !mayAct && agent.memory.otherAgent === null;
  if (isUnlocked || autonomyOf(agent, entry.topology).actsBy === 'nobody') {
    const text = `the agent does not act on it: its mode is ${mode}`;
    return refused({
      code: 'MODE_CHANGED',
      text,
      next: 'Set its mode to approve, or reject it.',
      stays: true,
    });
  }
  const answer = answerAt(entry, agent.clock.now());
  if (answer?.kind === 'rejected') {
    const text = `it was rejected by ${answer.by} at ${answer.at}`;
    return refused({
      code: 'REJECTED',
      text,
      next: `It may be proposed anew after ${answer.until}.`,
      stays: true,
    });
  }
  if (entry.expiresAt !== null && Date.parse(entry.expiresAt) <= agent.clock.now()) {
    const text = `it expired at ${entry.expiresAt}`;
    return refused({ code: 'EXPIRED', text, next: decideAnew, stays: true });
  }
  const found = observed.find(({ watch }) => watch.topology.id === entry.topology.id);
  if (found === undefined) {
    if (!mayBeThere(agent, entry.topology.id))
      return refused({
        code: 'GONE',
        text: 'it is no longer on the cluster',
        next: decideAnew,
        stays: false,
      });
    const text = 'the cluster does not list it just now';
    return refused({ code: 'GONE', text, next: 'Approve it again in some minutes.', stays: true });
  }
  const seen = await asOfNow(agent, info, found);
  const { watch, collected } = seen;
  const differences = watch.known === null ? [] : differencesSince(entry, watch.known);
  if (differences.length > 0) {
    const text = changedText(differences);
    return refused({ code: 'CONFIGURATION_CHANGED', text, next: decideAnew, stays: false });
  }
  // What has not been seen as a whole since a restart, or since a change, may be as it was or not.
  if (collected.kind === 'not-ready' || watch.known === null) {
    const { code, text } = collected.kind === 'not-ready' ? collected.notReady : notWhole;
    const next = 'Approve it again once a full window of it is measured.';
    return refused({ code, text: `it cannot be measured now: ${text}`, next, stays: true });
  }
  return await askGuards(agent, info, seen, entry);
}

const notWhole = { code: 'EXECUTORS_MISSING', text: 'some of its executors do not report' };

const decideAnew = 'Nothing is to be done: the next decision starts from what is in force.';

/** Every guard once more, as if the policy had just proposed it. */
async function askGuards(
  agent: AgentContext,
  info: ClusterInfo,
  seen: Observed,
  entry: PendingChange,
): Promise<Checked> {
  const deciding = decidingOn(agent, info, seen, {
    id: entry.id,
    policy: proposingAgain(entry),
    fallback: null,
    acting: await actingFacts(agent, info, seen.watch),
    // Whoever approves what he had put off has changed his mind.
    entries: (await agent.state.queue.list()).entries.filter(({ id }) => id !== entry.id),
  });
  const decided = decide(deciding);
  const { reasons } = decided.suggestion.decision;
  const veto = reasons.find(({ answer }) => answer === 'veto');
  if (veto !== undefined) {
    const stays = passingRules.has(veto.guard);
    const text = `${veto.guard}: ${veto.code}: ${veto.text}`;
    const next = stays ? 'Approve it again once that is over.' : decideAnew;
    return refused({ code: veto.code, text, next, stays, reasons });
  }
  const { proposed } = decided.suggestion;
  if (!isDeepStrictEqual(proposed, entry.proposed)) {
    const left = Object.entries(proposed ?? {}).map(([knob, value]) => `${knob} ${value}`);
    const text = `the guards leave less of it than was approved: ${left.join(', ')}`;
    return refused({ code: 'CLIPPED', text, next: decideAnew, stays: false, reasons });
  }
  return { decided, seen };
}

function refused(refusal: Refusal): Checked {
  return { refusal };
}

function proposingAgain({ policy, proposed, text }: PendingChange): Policy {
  return {
    name: policy,
    about: 'what was approved',
    decide: () => ({ kind: 'propose', changes: inSharedWords(proposed), text }),
  };
}

/** Somebody did approve: that is a line, too, and so is what became of it. */
export async function refuse(
  agent: AgentContext,
  { entry, by, uid }: Approving,
  { code, text, next, stays, reasons }: Refusal,
): Promise<Told> {
  const said = `approved by ${by}, and refused: ${text}`;
  const body = { code, text: said, next, accepted: false, by, uid, decidedAt: entry.at };
  await record(agent, 'approved', entry, { ...body, ...(reasons === undefined ? {} : { reasons }) });
  const words = { cluster: agent.cluster.name, topology: entry.topology.name, id: entry.id };
  agent.log.warn('approval-refused', { ...words, code, text, next });
  if (!stays) {
    await record(agent, 'superseded', entry, { code, text, sent: false });
    await agent.state.queue.remove(entry);
  }
  return { outcome: 'refused', code, text, next };
}

function toldOf(entry: PendingChange, end: Awaited<ReturnType<typeof carryOutAndTell>>): Told {
  if (end.kind === 'done') {
    return {
      outcome: 'done',
      code: 'APPLIED',
      text: `in force: ${turned(entry)}`,
      next: `A full window later the agent compares it with its promise: trimtab audit show ${entry.id}`,
    };
  }
  const { code, text, sent } = end;
  const next = end.next ?? `Look at the topology; trimtab audit show ${entry.id} has what was done.`;
  return { outcome: sent === false ? 'refused' : 'failed', code, text, next };
}

function turned({ proposed, current }: PendingChange): string {
  const knobs = Object.entries(proposed);
  return knobs.map(([knob, to]) => `${knob} ${current[knob] ?? 'unset'} → ${to}`).join(', ');
}
