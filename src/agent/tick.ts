// One tick of the agent: look, verify what was changed, do what people have asked for, decide, and carry one decision out.
import { TrimtabError } from '../errors/index.js';
import { carryOut } from './act/carry-out.js';
import { keepVerified } from './act/keep-in-files.js';
import { finishInterrupted } from './act/recover.js';
import { revertIfAsked } from './act/revert.js';
import { verify } from './act/verify.js';
import { answerApprovals, answerDeclining } from './approval/answer-requests.js';
import { upkeep } from './approval/upkeep.js';
import { noticeClock } from './clock-notice.js';
import { type AgentContext, fatal } from './context.js';
import { changeOf, choose, decideEach } from './decide/each.js';
import { observe } from './look/observe.js';
import { noticePauses } from './pause-notice.js';

/**
 * @param mayAct whether this agent holds the lock of the cluster: a reload may turn on auto in the middle of a tick
 * @param onTopology called after each topology that was looked at or decided on
 * @throws TrimtabError when the cluster cannot be read at all; the next tick tries again
 */
export async function tick(
  agent: AgentContext,
  mayAct: boolean,
  onTopology: () => void = () => {},
): Promise<void> {
  await noticeClock(agent);
  await noticePauses(agent);
  // What people ask must not keep what was begun from being judged and undone.
  const unanswered = await failureOf(answerDeclining(agent));
  const info = await agent.cluster.info(agent.signal);
  const observed = await observe(agent, info, onTopology);
  await finishInterrupted(agent, info, observed);
  await verify(agent, observed);
  await revertIfAsked(agent, info, observed, mayAct);
  // Before anything else is sent: what was verified must not wait for the outcome of what an answer begins.
  await keepVerified(agent);
  if (unanswered !== null) throw unanswered;
  // What was observed before is of another configuration now.
  if (await answerApprovals(agent, info, observed, mayAct)) return;
  await upkeep(agent);
  const chosen = choose(agent, await decideEach(agent, info, observed, onTopology));
  if (mayAct && chosen !== undefined) await carryOut(agent, info, changeOf(chosen));
}

/** What the file system refused; without a journal nothing may go on. */
async function failureOf(work: Promise<unknown>): Promise<TrimtabError | null> {
  try {
    await work;
    return null;
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError) || fatal.has(thrown.code)) throw thrown;
    return thrown;
  }
}
