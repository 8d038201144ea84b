// After a restart: what the journal says was begun is looked up on the cluster, and nothing is sent a second time.
import type { JournalLine } from '../audit/index.js';
import type { ClusterInfo } from '../clusters/index.js';
import { backOff } from './back-off.js';
import { type AgentContext, elapsedSeconds, record } from './context.js';
import type { Observed } from './observe.js';
import { type Interrupted, intentSchema } from './under-way.js';
import type { Watch } from './watch.js';

export interface Remembered {
  readonly interrupted: readonly Interrupted[];
  /** When each topology was last changed, by its id: milliseconds of the cluster's time. */
  readonly changedAt: ReadonlyMap<string, number>;
  /** All changes that were begun, by topology id, oldest first. */
  readonly changes: ReadonlyMap<string, readonly number[]>;
  readonly trust: { readonly outcomes: number; readonly inBand: number };
}

/** What ends a change. */
const ends = new Set(['verified', 'failed', 'superseded', 'reverted']);

/** Reads what a former run left, oldest line first. */
export async function remember(lines: AsyncIterable<JournalLine>, clusterName: string): Promise<Remembered> {
  const open = new Map<string, Interrupted>();
  const changedAt = new Map<string, number>();
  const changes = new Map<string, readonly number[]>();
  let trust = { outcomes: 0, inBand: 0 };
  for await (const line of lines) {
    const { id, topology } = line;
    if (id === null || topology === null || topology.cluster !== clusterName) continue;
    if (line.kind === 'intended') {
      const intent = intentSchema.safeParse(line);
      if (intent.success) open.set(id, { ...intent.data, id, topology, applied: false });
      changedAt.set(topology.id, Date.parse(line.at));
      if (intent.data?.step === 1) {
        changes.set(topology.id, [...(changes.get(topology.id) ?? []), Date.parse(line.at)]);
      }
    }
    const intended = open.get(id);
    if (line.kind === 'applied' && intended !== undefined) {
      open.set(id, { ...intended, applied: intended.step === intended.of });
      changedAt.set(topology.id, Date.parse(line.at));
    }
    if (!ends.has(line.kind)) continue;
    open.delete(id);
    const inBand = (line['inBand'] as { throughput?: unknown } | undefined)?.throughput;
    if (typeof inBand === 'boolean') {
      trust = { outcomes: trust.outcomes + 1, inBand: trust.inBand + (inBand ? 1 : 0) };
    }
  }
  return { interrupted: [...open.values()], changedAt, changes, trust };
}

/** Each is settled once its topology can be seen whole. */
export async function finishInterrupted(
  agent: AgentContext,
  _info: ClusterInfo,
  observed: readonly Observed[],
): Promise<void> {
  const left: Interrupted[] = [];
  for (const one of agent.memory.interrupted) {
    const watch = observed.find((o) => o.watch.topology.id === one.topology.id)?.watch;
    if (watch === undefined) {
      const text = 'the agent ended in mid-change, and the topology is no longer on the cluster';
      await record(agent, 'superseded', one, { code: 'GONE', text, recovered: true });
    } else if (watch.known === null) left.push(one);
    else await settle(agent, one, watch);
  }
  agent.memory.interrupted = left;
}

async function settle(agent: AgentContext, one: Interrupted, watch: Watch): Promise<void> {
  const { id, topology, changes, applied, step, of } = one;
  const knobs = Object.entries(changes);
  const inForce = knobs.filter(([knob, { to }]) => watch.known?.[knob] === to);
  const words = { cluster: agent.cluster.name, topology: topology.name, id };
  if (inForce.length === knobs.length) {
    if (!applied) await record(agent, 'applied', { id, topology }, { step, of, recovered: true });
    agent.log.warn('recovered', { ...words, code: 'IN_FORCE' });
    const { applied: _, ...intent } = one;
    agent.memory.change = { ...intent, findings: [], steadyAtSeconds: elapsedSeconds(agent) };
    return;
  }
  const text =
    inForce.length === 0
      ? 'the agent ended in mid-change, and the topology shows no trace of it'
      : `the agent ended in mid-change: ${inForce.map(([k]) => k).join(', ')} came into force, the rest did not`;
  const next = 'Nothing is repeated: the next decision starts from what is in force.';
  backOff(agent, watch, text);
  agent.log.warn('failed', { ...words, code: 'INTERRUPTED', text, next });
  await record(
    agent,
    'failed',
    { id, topology },
    {
      stage: 'apply',
      code: 'INTERRUPTED',
      text,
      next,
      sent: inForce.length > 0 ? true : null,
      recovered: true,
    },
  );
}
