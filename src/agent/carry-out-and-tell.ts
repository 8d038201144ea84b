// Carries a change out that somebody waits for, and tells him what became of it.
import type { JournalEntry } from '../audit/index.js';
import type { ClusterInfo } from '../clusters/index.js';
import { carryOut } from './carry-out.js';
import type { AgentContext } from './context.js';
import type { DecidedChange } from './under-way.js';

export type CarriedOut =
  | { readonly kind: 'done' }
  /** `sent`: false when nothing came to the cluster, null when nobody knows. */
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly text: string;
      readonly next: string | null;
      readonly sent: boolean | null;
    };

export async function carryOutAndTell(
  agent: AgentContext,
  info: ClusterInfo,
  decided: DecidedChange,
): Promise<CarriedOut> {
  const told: JournalEntry[] = [];
  const journal = {
    ...agent.journal,
    append: async (entry: JournalEntry) => {
      told.push(entry);
      await agent.journal.append(entry);
    },
  };
  await carryOut({ ...agent, journal }, info, decided);
  if (agent.memory.change?.id === decided.id) return { kind: 'done' };
  const body = told.findLast(({ kind }) => kind === 'failed' || kind === 'superseded')?.body ?? {};
  const { code, text, next, sent } = body;
  return {
    kind: 'failed',
    code: String(code),
    text: String(text),
    next: typeof next === 'string' ? next : null,
    sent: typeof sent === 'boolean' ? sent : null,
  };
}
