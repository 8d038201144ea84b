// Keeps the queue true: what has expired, or no longer fits its topology, leaves it with a line in the journal; damaged files are set aside.
import { type AgentContext, record } from '../context.js';
import { inSharedWords } from '../heron-words.js';
import { mayBeThere } from '../look/missing.js';
import { differing } from '../look/watch.js';
import { answerAt, type PendingChange, type PendingEntry } from './entry.js';

/** At each look, after the topologies were read. */
export async function upkeep(agent: AgentContext): Promise<void> {
  const { queue } = agent.state;
  const { entries, damaged } = await queue.list();
  for (const { file, why } of damaged) {
    const aside = await queue.setAside(file);
    if (aside === null) continue;
    const text = `${file}: ${why}; it is set aside as ${aside}`;
    const next = 'Nothing to do: what is still due is proposed anew.';
    agent.log.warn('queue-damaged', { cluster: agent.cluster.name, file, why, setAside: aside, text, next });
  }
  for (const entry of entries) {
    if (entry.cluster !== agent.cluster.name) continue;
    const left = whyItLeaves(agent, entry);
    if (left === null) continue;
    const { kind, code, text } = left;
    if (kind !== null) {
      await record(agent, kind, entry, { code, text, ...(kind === 'superseded' ? { sent: false } : {}) });
      const words = { cluster: agent.cluster.name, topology: entry.topology.name, id: entry.id };
      agent.log.info(kind, { ...words, code, text });
    }
    await queue.remove(entry);
  }
}

interface Leaving {
  /** null: nobody has to be told. */
  readonly kind: 'expired' | 'superseded' | null;
  readonly code: string;
  readonly text: string;
}

function whyItLeaves(agent: AgentContext, entry: PendingEntry): Leaving | null {
  const now = agent.clock.now();
  // An answer that still holds outlives the topology: the next submission is of the same application.
  if (answerAt(entry, now) !== null) return null;
  const isRejected = entry.answer?.kind === 'rejected';
  if (isRejected) return { kind: null, code: 'OVER', text: 'its answer no longer holds' };
  const watch = agent.memory.watches.get(entry.topology.id);
  const isAdvice = entry.kind === 'advice';
  if (watch === undefined) {
    if (mayBeThere(agent, entry.topology.id)) return null;
    const text = 'its topology is no longer on the cluster';
    return { kind: isAdvice ? null : 'superseded', code: 'GONE', text };
  }
  if (entry.kind === 'advice') return null;
  if (entry.expiresAt !== null && Date.parse(entry.expiresAt) <= now) {
    return { kind: 'expired', code: 'EXPIRED', text: `nobody answered until ${entry.expiresAt}` };
  }
  const differences = watch.known === null ? [] : differencesSince(entry, watch.known);
  return differences.length === 0
    ? null
    : { kind: 'superseded', code: 'CONFIGURATION_CHANGED', text: changedText(differences) };
}

/** What differs from the configuration that a change was decided for. */
export function differencesSince(
  { current }: PendingChange,
  known: PendingChange['current'],
): readonly string[] {
  return differing(inSharedWords(current), known);
}

export function changedText(differences: readonly string[]): string {
  return `since the decision its configuration changed: ${differences.join(', ')}`;
}
