// Ends a change that is not done, not done to its end, or whose outcome will never be known: told in the log, and written into the journal.
import { type AgentContext, record } from '../context.js';

export interface Superseding {
  readonly code: string;
  readonly text: string;
  /** What an operator can do. */
  readonly next: string;
}

/** @param more what the line of the journal has besides its code and its text */
export async function supersede(
  agent: AgentContext,
  about: { readonly id: string; readonly topology: { readonly name: string; readonly id: string } },
  { code, text, next }: Superseding,
  more: Readonly<Record<string, unknown>>,
): Promise<void> {
  const words = { cluster: agent.cluster.name, topology: about.topology.name, id: about.id };
  agent.log.warn('superseded', { ...words, code, text, next });
  await record(agent, 'superseded', about, { code, text, ...more });
}
