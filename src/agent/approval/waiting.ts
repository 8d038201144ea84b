// A decision that needs approval goes to the queue; the same one again stays where it is, and a newer one takes the place of the older.
import type { Changes } from '../../knobs/index.js';
import { type AgentContext, record } from '../context.js';
import type { AgentDecision } from '../decide/agent-decision.js';
import { whyOf } from '../decide/why.js';
import { differing } from '../look/watch.js';
import { answerAt, type PendingChange, type PendingEntry } from './entry.js';

export interface Waiting {
  readonly entry: PendingChange;
  readonly isNew: boolean;
  /** Older proposals whose place it takes. */
  readonly instead: readonly PendingChange[];
}

/** null where nothing is to be approved. */
export function waitingAs(
  agent: AgentContext,
  decision: AgentDecision,
  entries: readonly PendingEntry[],
): Waiting | null {
  if (decision.autonomy.actsBy !== 'approval' || decision.plan.length === 0) return null;
  const fresh = entryOf(agent, decision);
  const open = entries.filter(
    (one): one is PendingChange =>
      one.kind === 'change' &&
      one.cluster === fresh.cluster &&
      one.topology.id === fresh.topology.id &&
      answerAt(one, agent.clock.now()) === null,
  );
  const same = open.find(
    (one) => isNear(one.proposed, fresh.proposed) && differing(one.current, fresh.current).length === 0,
  );
  const entry = same ?? fresh;
  return { entry, isNew: same === undefined, instead: open.filter((one) => one !== same) };
}

/** Values that differ by no more are the same proposal, measured again: its id must not change at every look. */
const nearFactor = 1.2;

function isNear(waiting: Changes, decided: Changes): boolean {
  const knobs = Object.keys(waiting);
  if (knobs.length !== Object.keys(decided).length) return false;
  return knobs.every((knob) => {
    const [a, b] = [waiting[knob] ?? Number.NaN, decided[knob] ?? Number.NaN];
    return a === b || Math.max(a, b) <= nearFactor * Math.min(a, b);
  });
}

/** After the line of the decision is on disk. */
export async function enqueue(agent: AgentContext, { entry, isNew, instead }: Waiting): Promise<void> {
  const { queue } = agent.state;
  const { id, topology, commands, text, because } = entry;
  const words = { cluster: agent.cluster.name, topology: topology.name };
  if (isNew) {
    await queue.save(entry);
    const next = `trimtab approve ${id} (or reject, or snooze --for 2h)`;
    agent.log.info('pending', { ...words, id, text, commands, because, next });
  }
  for (const older of instead) {
    const newer = `${id} was decided since, and takes its place`;
    await record(agent, 'superseded', older, {
      code: 'NEWER_DECISION',
      text: newer,
      by: id,
      sent: false,
    });
    await queue.remove(older);
    agent.log.info('superseded', { ...words, id: older.id, code: 'NEWER_DECISION', text: newer });
  }
}

function entryOf(agent: AgentContext, { suggestion, autonomy }: AgentDecision): PendingChange {
  const { decision, name, id, current, proposed, predicted, price, commands } = suggestion;
  const now = agent.clock.now();
  const { expires } = agent.settings().topology({ name, id }).approval;
  return {
    schema: 'trimtab/pending/v1',
    kind: 'change',
    id: decision.id,
    cluster: agent.cluster.name,
    topology: { name, id },
    at: new Date(now).toISOString(),
    expiresAt: new Date(now + expires * 1000).toISOString(),
    answer: null,
    text: whyOf(decision),
    commands,
    policy: decision.policy,
    because: autonomy.because,
    current: current ?? {},
    proposed: proposed ?? {},
    predicted: predicted && {
      throughputPerSecond: predicted.throughputPerSecond,
      completeLatencyMs: predicted.completeLatencyMs,
      utility: predicted.utility,
    },
    price: price && {
      restarts: price.restarts,
      pauseSeconds: price.pauseSeconds,
      breakEvenSeconds: price.breakEvenSeconds,
    },
  };
}
