// Carries out what commands have asked of the agent, each once, and answers.
import type { ClusterInfo } from '../../clusters/index.js';
import { type AgentContext, record } from '../context.js';
import type { Observed } from '../look/observe.js';
import { type Approved, approve, refuse } from './approve.js';
import { decline } from './decline.js';
import { goBack } from './go-back.js';
import type { Request, Taken, Told } from './requests.js';

const needNoCluster = ['reject', 'snooze'] as const;
const act = ['approve', 'rollback'] as const;

/** What can be answered without the cluster: at the beginning of a look, whether it can be read or not. */
export async function answerDeclining(agent: AgentContext): Promise<void> {
  for (const request of await agent.state.requests.unanswered(agent.cluster.name, sayDamaged(agent))) {
    await agent.state.requests.answer(request, interrupted(request));
  }
  for (const request of await takeInTime(agent, needNoCluster)) {
    await agent.state.requests.answer(request, await declined(agent, request));
  }
}

/**
 * One change at a time: once something was sent, what else was asked for is refused, to be asked again.
 * @returns whether anything was sent: what was observed is then of another configuration
 */
export async function answerApprovals(
  agent: AgentContext,
  info: ClusterInfo,
  observed: readonly Observed[],
  mayAct: boolean,
): Promise<boolean> {
  let acted = false;
  for (const request of await takeInTime(agent, act)) {
    const one: Approved = acted
      ? await busy(agent, request)
      : await carriedOut(agent, info, observed, mayAct, request);
    await agent.state.requests.answer(request, one.told);
    acted ||= one.acted;
  }
  return acted;
}

/** What nobody waits for any more is answered, and not done: the command was killed before it could withdraw it. */
async function takeInTime(agent: AgentContext, actions: readonly Request['action'][]): Promise<Taken[]> {
  const { requests } = agent.state;
  const taken = await requests.take(agent.cluster.name, actions, sayDamaged(agent));
  for (const request of taken.filter(({ isLate }) => isLate))
    await requests.answer(request, await tooLate(agent, request));
  return taken.filter(({ isLate }) => !isLate);
}

async function tooLate(agent: AgentContext, { action, id, by, uid, until }: Taken): Promise<Told> {
  const entry = (await agent.state.queue.list()).entries.find((one) => one.id === id);
  const code = 'REQUEST_EXPIRED';
  const text = `${by} asked for it (${action}), and did not wait for it any more after ${until}: it is not done`;
  const next = 'Ask again where it is still meant.';
  // Somebody did approve: as where a guard is against it, that is a line.
  const kind = action === 'approve' ? 'approved' : 'observed';
  const about = { id, topology: entry?.topology ?? null };
  await record(agent, kind, about, { code, text, next, action, accepted: false, by, uid });
  agent.log.warn('request-expired', { cluster: agent.cluster.name, id, code, text, next });
  return { outcome: 'refused', code, text, next };
}

function sayDamaged({ cluster, log }: AgentContext): (file: string, why: string) => void {
  return (file, why) => {
    const text = `a request cannot be read: ${why}; it is set aside as ${file}`;
    const next = 'Ask again where it is still meant.';
    log.warn('request-damaged', { cluster: cluster.name, why, setAside: file, text, next });
  };
}

async function declined(agent: AgentContext, { action, id, by, uid, seconds }: Taken): Promise<Told> {
  const { queue } = agent.state;
  const entry = (await queue.list()).entries.find((one) => one.id === id);
  if (entry === undefined) return unknown(id);
  const { rejectedFor } = agent.settings().topology(entry.topology).approval;
  return await decline(queue, agent.journal, entry, {
    how: action === 'snooze' ? 'snoozed' : 'rejected',
    by,
    uid,
    nowMs: agent.clock.now(),
    seconds: seconds ?? rejectedFor,
  });
}

async function carriedOut(
  agent: AgentContext,
  info: ClusterInfo,
  observed: readonly Observed[],
  mayAct: boolean,
  { action, id, by, uid }: Taken,
): Promise<Approved> {
  if (action === 'rollback') return await goBack(agent, mayAct, { id, by });
  const entry = (await agent.state.queue.list()).entries.find((one) => one.id === id);
  if (entry === undefined) return { told: unknown(id), acted: false };
  if (entry.kind === 'advice') {
    const text = 'an advice is for a person to follow: no agent submits a topology again';
    return {
      told: { outcome: 'refused', code: 'ADVICE', text, next: 'Run its commands by hand.' },
      acted: false,
    };
  }
  return await approve(agent, info, observed, mayAct, { entry, by, uid });
}

function unknown(id: string): Told {
  const text = `nothing of the id ${id} waits any more`;
  return {
    outcome: 'refused',
    code: 'NOT_PENDING',
    text,
    next: `trimtab audit show ${id} says what became of it.`,
  };
}

async function busy(agent: AgentContext, { action, id, by, uid }: Taken): Promise<Approved> {
  const code = 'CHANGE_UNDER_WAY';
  const text = 'another change of this cluster was carried out just now';
  const next = 'Ask again once that one has been verified.';
  const entry = (await agent.state.queue.list()).entries.find((one) => one.id === id);
  if (action !== 'approve' || entry?.kind !== 'change')
    return { told: { outcome: 'refused', code, text, next }, acted: false };
  return { told: await refuse(agent, { entry, by, uid }, { code, text, next, stays: true }), acted: false };
}

function interrupted({ action, id }: Request): Told {
  const text = 'the agent ended while it was at it';
  // The lines of a rollback have an id of their own.
  const where =
    action === 'rollback' ? `trimtab rollback ${id} shows what is in force` : `trimtab audit show ${id}`;
  const next = `It may have been sent or not: ${where}`;
  return { outcome: 'failed', code: 'INTERRUPTED', text, next };
}
