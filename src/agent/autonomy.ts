// Who carries a change of a topology out: nobody, Trimtab once a person has approved it, or Trimtab by itself.
import type { AgentContext } from './context.js';
import { isEarned, trustOf, trustText } from './trust.js';

export interface Autonomy {
  readonly actsBy: 'nobody' | 'approval' | 'itself';
  /** Why approval is needed though the mode is auto; null otherwise. */
  readonly because: string | null;
}

/** By the mode and, in auto, by what became of the last changes. */
export function autonomyOf({ settings, memory }: AgentContext, topologyName: string): Autonomy {
  const { mode, earned } = settings().topology(topologyName);
  if (mode === 'approve') return { actsBy: 'approval', because: null };
  if (mode !== 'auto') return { actsBy: 'nobody', because: null };
  const outcomes = memory.outcomes.of(topologyName);
  if (isEarned(outcomes, earned.verified)) return { actsBy: 'itself', because: null };
  return { actsBy: 'approval', because: notEarnedText(outcomes, earned.verified) };
}

/** Such as "auto is to be earned by 10 verified changes in a row: 3 verified, 1 undone, 0 failed of the last 4 changes". */
export function notEarnedText(outcomes: Parameters<typeof trustOf>[0], needed: number): string {
  const changes = needed === 1 ? 'a verified change' : `${needed} verified changes in a row`;
  return `auto is to be earned by ${changes}: ${trustText(trustOf(outcomes, needed))}`;
}
