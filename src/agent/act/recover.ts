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
import { undoPlan, wayBack } from './undo.js';
import { haveFailed, patienceSeconds } from './verify.js';

/**
 * A reload takes milliseconds: Nimbus may have a call in its hands still that was cut off, and show no trace of it yet. So may the API server
 * of Heron, which goes on without whoever asked it, and after an end as well: its first seconds leave no trace.
 */
const inTheAirSeconds = 10;

/** Each is settled once its topology can be seen whole, or given up when that does not come. */
export async function finishInterrupted(
  agent: AgentContext,
  info: ClusterInfo,
  observed: readonly Observed[],
): Promise<void> {
  const left: CutShort[] = [];
  const interrupted: readonly CutShort[] = agent.memory.interrupted;
  const waited = elapsedSeconds(agent) - agent.memory.beganAtSeconds;
  for (const one of interrupted) {
    const watch = observed.find((o) => o.watch.topology.id === one.topology.id)?.watch;
    if (watch === undefined && mayBeThere(agent, one.topology.id)) left.push(one);
    else if (watch === undefined) {
      const text = `${cutText(one)}, and the topology is no longer on the cluster`;
      await record(agent, 'superseded', one, { code: 'GONE', text, recovered: true });
    } else if ((one.cut === 'reload' || info.engine === 'heron') && waited < inTheAirSeconds) {
      // What comes into force by the next look must not be taken for somebody else's change.
      watch.known = null;
      left.push(one);
    } else if (watch.known !== null) await settle(agent, one, watch);
    else if (waited < patienceSeconds(agent)) left.push(one);
    else {
      const text = `${cutText(one)}, and the topology was never whole in the ${formatSeconds(waited)} since`;
      await fail(agent, one, watch, { text, sent: null, inForce: null });
    }
  }
  agent.memory.interrupted = left;
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
    agent.log.warn('recovered', { ...words, code: 'IN_FORCE' });
    const { applied: _, cut: _cut, stepApplied: _stepApplied, ...intent } = one;
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
  await record(agent, 'failed', { id, topology }, body);
}
