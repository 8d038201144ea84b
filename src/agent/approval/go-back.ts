// A rollback that an operator asks of a running agent: the same as trimtab rollback does by itself where no agent runs.
import { TrimtabError } from '../../errors/index.js';
import type { KernelLock } from '../../util/index.js';
import {
  carryOutRollback,
  planRollback,
  type RollbackOutcome,
  type RollbackPlan,
  vetoOf,
} from '../act/rollback.js';
import { supersede } from '../act/supersede.js';
import { pastChange } from '../act/verify.js';
import { lockForActing } from '../acting-lock.js';
import { type AgentContext, elapsedSeconds } from '../context.js';
import { chooseChange, type JournaledChange } from '../past/changes.js';
import type { Approved } from './approve.js';
import type { Told } from './requests.js';

export interface GoingBack {
  /** Of the change. */
  readonly id: string;
  readonly by: string;
}

/** @param mayAct whether this agent holds the lock of the cluster; where it does not, it takes it for the time */
export async function goBack(agent: AgentContext, mayAct: boolean, { id, by }: GoingBack): Promise<Approved> {
  const inItsWay = otherUnderWay(agent, id);
  if (inItsWay !== null) return { told: inItsWay, acted: false };
  const about = `trimtab agent, process ${process.pid}, for a rollback`;
  let lock: KernelLock | null = null;
  try {
    if (!mayAct) lock = await lockForActing(agent.cluster, about, agent.signal);
    const wanted = { cluster: agent.cluster.name, topology: undefined, id };
    const change = chooseChange(await agent.pastChanges(wanted), wanted);
    const acting = inAnyMode(agent);
    const plan = await planRollback(acting, change);
    const refusal = refusalOf(plan);
    if (refusal !== null) return { told: refusal, acted: false };
    const outcome = await carryOutRollback(acting, plan, by);
    if (outcome.kind === 'failed') {
      await leaveUnjudged(agent, change, outcome);
      return { told: toldOf(outcome), acted: true };
    }
    const { watch } = plan;
    watch.failed = [...watch.failed, pastChange(change, elapsedSeconds(agent))];
    const next = `A full window later the agent measures what came of it: trimtab audit show ${outcome.id}`;
    const files = outcome.files === null ? '' : `; files: ${outcome.files}`;
    return {
      told: {
        outcome: 'done',
        code: 'ROLLBACK',
        text: `rolled back as ${outcome.id}${files}`,
        next,
        as: outcome.id,
      },
      acted: true,
    };
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError) || agent.signal.aborted) throw thrown;
    const { code, message: text } = thrown;
    const next = code === 'TRIMTAB_E_LOCKED' ? askTheOther : thrown.next;
    return { told: { outcome: 'refused', code, text, next }, acted: false };
  } finally {
    await lock?.release();
  }
}

const askTheOther = 'It has another state directory: ask it there, with --state-dir.';

type Failed = Extract<RollbackOutcome, { kind: 'failed' }>;

function toldOf({ id, code, text, next, sent }: Failed): Told {
  if (sent === false) return { outcome: 'refused', code, text, next: next ?? 'Ask again once that is over.' };
  const look = `Look at the topology; trimtab audit show ${id} has what was sent.`;
  return { outcome: 'failed', code, text, next: look };
}

/** Half of it may be gone, or somebody else has turned it: what is measured from now on is not what it promised. */
async function leaveUnjudged(
  agent: AgentContext,
  change: JournaledChange,
  { id, sent, code }: Failed,
): Promise<void> {
  const { memory } = agent;
  if (memory.change?.id !== change.id || (sent === false && code !== 'OVERRIDE')) return;
  memory.change = null;
  const text = `its rollback ${id} did not come into force as a whole (${code}), so its outcome will never be known`;
  const next = `Look at the topology; trimtab rollback ${change.id} has what is left to be turned back.`;
  await supersede(agent, change, { code: 'ROLLBACK', text, next }, { next, sent: true });
}

/** One change of a cluster at a time; the one that is to be undone may be under way itself. */
function otherUnderWay({ memory }: AgentContext, id: string): Told | null {
  const open = memory.change ?? memory.revert?.change ?? memory.interrupted[0];
  if (open === undefined || open.id === id) return null;
  const text = `the outcome of ${open.id} (${open.topology.name}) is not known yet`;
  const next = 'Ask again once that change has been verified.';
  return { outcome: 'refused', code: 'CHANGE_UNDER_WAY', text, next };
}

function refusalOf(rollback: RollbackPlan): Told | null {
  const { plan, knobs } = rollback;
  const veto = vetoOf(rollback);
  if (veto !== undefined) {
    const { guard, code, text } = veto;
    const next = 'Remove what is in the way, then ask again.';
    return { outcome: 'refused', code, text: `${guard}: ${code}: ${text}`, next };
  }
  if (plan.length > 0) return null;
  const text = `nothing of it is to be turned back: ${knobs.map((k) => `${k.knob} ${k.answer}`).join(', ')}`;
  return { outcome: 'refused', code: 'NOTHING_TO_DO', text, next: 'Nothing is to be done.' };
}

/** It is the operator who acts. */
function inAnyMode(agent: AgentContext): AgentContext {
  const settings: AgentContext['settings'] = () => {
    const own = agent.settings();
    return { ...own, topology: (name) => ({ ...own.topology(name), mode: 'auto' }) };
  };
  return { ...agent, settings };
}
