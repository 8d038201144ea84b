// Carries a change out that somebody waits for, and tells him what became of it.
import type { JournalEntry } from '../../audit/index.js';
import type { ClusterInfo } from '../../clusters/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { AgentContext } from '../context.js';
import { carryOut } from './carry-out.js';
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

/** @throws TrimtabError TRIMTAB_E_INTERRUPTED, which says how far it came, where the signal is aborted in mid-change; whatever carryOut throws */
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
  try {
    await carryOut({ ...agent, journal }, info, decided);
  } catch (thrown) {
    throw agent.signal.aborted ? cutShort(thrown, decided, told) : thrown;
  }
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

/** "Nothing was changed", as the error says else, would be wrong once a step of a rollback is begun. */
function cutShort(
  thrown: unknown,
  { plan, revertOf }: DecidedChange,
  told: readonly JournalEntry[],
): unknown {
  const count = (kind: JournalEntry['kind']): number => told.filter((one) => one.kind === kind).length;
  const [begun, inForce] = [count('intended'), count('applied')];
  if (begun === 0 || revertOf === null) return thrown;
  const rest = begun > inForce ? `, and step ${begun} may have been sent and come into force still` : '';
  const text = `interrupted in mid-change: ${inForce} of ${plan.length} steps are in force${rest}`;
  const next = `Once the topology is steady: trimtab rollback ${revertOf} --yes does what is left of it.`;
  return new TrimtabError('TRIMTAB_E_INTERRUPTED', text, { next, cause: thrown });
}
