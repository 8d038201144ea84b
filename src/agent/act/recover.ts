// After a restart or a reload: what the journal says was begun is looked up on the cluster, and nothing is sent a second time.
import type { ClusterInfo } from '../../clusters/index.js';
import { formatSeconds } from '../../util/index.js';
import { type AgentContext, elapsedSeconds, record } from '../context.js';
import { backOff } from '../decide/back-off.js';
import { mayBeThere } from '../look/missing.js';
import type { Observed } from '../look/observe.js';
import type { Watch } from '../look/watch.js';
import type { CutShort } from '../past/remember.js';
import { commandsOn } from './commands-on.js';
import type { Interrupted } from './under-way.js';
import { undoneBy, undoPlan, wayBack } from './undo.js';
import { haveFailed, patienceSeconds } from './verify.js';

/**
 * A reload takes milliseconds: Nimbus may have a call in its hands still that was cut off, and show no trace of it yet. So may the API server
 * of Heron, which goes on without whoever asked it, and after an end as well: its first seconds leave no trace.
 */
const inTheAirSeconds = 10;

/**
 * Each is settled once its topology can be seen whole, or given up when that does not come. The newest first: one that undid another tells
 * what became of that, and of a topology only the newest that is in force can be measured.
 */
export async function finishInterrupted(
  agent: AgentContext,
  info: ClusterInfo,
  observed: readonly Observed[],
): Promise<void> {
  const left: CutShort[] = [];
  const interrupted: readonly CutShort[] = agent.memory.interrupted;
  let undone: string | null = null;
  for (const one of interrupted.toReversed()) {
    if (one.id === undone) continue;
    const watch = observed.find((o) => o.watch.topology.id === one.topology.id)?.watch;
    const isBehind = left.some(({ topology }) => topology.id === one.topology.id);
    const isSettled =
      watch === undefined ? await isGone(agent, one) : await settleOne(agent, info, one, watch, isBehind);
    if (!isSettled) left.unshift(one);
    else if (agent.memory.change?.id === one.id) undone = one.revertOf;
  }
  agent.memory.interrupted = left;
}

async function isGone(agent: AgentContext, one: CutShort): Promise<boolean> {
  if (mayBeThere(agent, one.topology.id)) return false;
  const text = `${cutText(one)}, and the topology is no longer on the cluster`;
  await record(agent, 'superseded', one, { code: 'GONE', text, recovered: true });
  return true;
}

/**
 * @param isBehind whether a newer one of the topology is left: what that has left of this one cannot be told yet
 * @returns false where it is to be looked at again
 */
async function settleOne(
  agent: AgentContext,
  info: ClusterInfo,
  one: CutShort,
  watch: Watch,
  isBehind: boolean,
): Promise<boolean> {
  const waited = elapsedSeconds(agent) - agent.memory.beganAtSeconds;
  const { change } = agent.memory;
  if ((one.cut === 'reload' || info.engine === 'heron') && waited < inTheAirSeconds) {
    // What comes into force by the next look must not be taken for somebody else's change.
    watch.known = null;
    return false;
  }
  if (change?.topology.id === one.topology.id) {
    const text = `${cutText(one)}, and ${change.id} came into force since, so its outcome will never be known`;
    await record(agent, 'superseded', one, { code: 'NEWER_CHANGE', text, recovered: true });
    return true;
  }
  // One outcome of the cluster at a time.
  if (change !== null || isBehind) return false;
  if (watch.known !== null) await settle(agent, one, watch);
  else if (waited < patienceSeconds(agent)) return false;
  else {
    const text = `${cutText(one)}, and the topology was never whole in the ${formatSeconds(waited)} since`;
    await fail(agent, one, watch, { text, sent: null, inForce: null });
  }
  return true;
}

function cutText({ cut }: CutShort): string {
  return `the agent ${cut === 'reload' ? 'was reloaded' : 'ended'} in mid-change`;
}

async function settle(agent: AgentContext, one: CutShort, watch: Watch): Promise<void> {
  const { id, topology, changes, applied, step, of } = one;
  const knobs = Object.entries(changes);
  const inForce = knobs.filter(([knob, { to }]) => watch.known?.[knob] === to);
  const words = { cluster: agent.cluster.name, topology: topology.name, id };
  if (inForce.length === knobs.length) {
    if (!applied)
      await record(
        agent,
        'applied',
        { id, topology },
        {
          text: `found in force after a ${one.cut === 'reload' ? 'reload' : 'restart'} of the agent`,
          step,
          of,
          recovered: true,
        },
      );
    const text = `${cutText(one)}, and the change was found in force`;
    const next = 'Nothing to do: what it brings is measured as after any change.';
    agent.log.warn('recovered', { ...words, code: 'IN_FORCE', text, next });
    if (one.revertOf !== null && one.isTold !== true) await tellUndone(agent, one, one.revertOf, watch);
    const { applied: _, cut: _cut, stepApplied: _stepApplied, isTold: _isTold, ...intent } = one;
    agent.memory.change = {
      ...intent,
      findings: [],
      steadyAtSeconds: elapsedSeconds(agent),
      doubtedAtSeconds: null,
    };
    return;
  }
  const text =
    inForce.length === 0
      ? `${cutText(one)}, and the topology shows no trace of it`
      : `${cutText(one)}: ${inForce.map(([k]) => k).join(', ')} came into force, the rest did not`;
  const sent = inForce.length > 0 ? true : null;
  await fail(agent, one, watch, { text, sent, inForce: Object.fromEntries(inForce) });
}

/** The line that the end came before: without it the change that was undone would count as one that stayed, and be made again. */
async function tellUndone(agent: AgentContext, one: CutShort, undone: string, watch: Watch): Promise<void> {
  const { id, topology, askedBy } = one;
  haveFailed(watch, { changes: undoneBy(one), revertOf: null }, elapsedSeconds(agent));
  agent.memory.toKeep = agent.memory.toKeep.filter((kept) => kept.id !== undone);
  const about = { id: undone, topology };
  if (askedBy !== null) {
    const text = `rolled back, asked for by ${askedBy}`;
    return await record(agent, 'reverted', about, { code: 'ROLLBACK', text, by: id, recovered: true });
  }
  const text = `undone by ${id}: ${cutText(one)}`;
  const backOffSeconds = backOff(agent, watch, 'its last change was undone (UNDONE)');
  await record(agent, 'reverted', about, { code: 'UNDONE', text, by: id, recovered: true, backOffSeconds });
}

interface Found {
  readonly text: string;
  readonly sent: true | null;
  /** What of it was found in force; null where the topology could not be seen. */
  readonly inForce: Interrupted['changes'] | null;
}

async function fail(
  agent: AgentContext,
  interrupted: Interrupted,
  watch: Watch,
  { text, sent, inForce }: Found,
): Promise<void> {
  const undo = undoPlan({ changes: inForce ?? {} });
  const nothing = 'Nothing is repeated: the next decision starts from what is in force.';
  const next = inForce === null || undo.length > 0 ? `${nothing} ${wayBack(interrupted)}` : nothing;
  const code = 'INTERRUPTED';
  const { id, topology } = interrupted;
  const backOffSeconds = backOff(agent, watch, text);
  // Of what left no trace nobody knows what it would have done.
  if (sent === true) haveFailed(watch, interrupted, elapsedSeconds(agent));
  agent.log.warn('failed', { cluster: agent.cluster.name, topology: topology.name, id, code, text, next });
  const commands = commandsOn(agent.cluster, topology, undo);
  const body = { stage: 'apply', code, text, next, sent, undo: commands, recovered: true, backOffSeconds };
  const nowhere = inForce !== null && sent === null ? { inForce: false } : {};
  await record(agent, 'failed', { id, topology }, { ...body, ...nowhere });
}
