// Who carries a change of a topology out: nobody, Trimtab once a person has approved it, or Trimtab by itself.

import type { Mode } from '../../config/index.js';
import type { AgentContext } from '../context.js';
import { lastingName, type Named } from '../lasting-name.js';
import { type ChangeOutcome, isEarned, trustOf, trustText } from '../past/trust.js';

export interface Autonomy {
  readonly actsBy: 'nobody' | 'approval' | 'itself';
  /** Why approval is needed though the mode is auto; null otherwise. */
  readonly because: string | null;
}

/** By the mode and, in auto, by what became of the last changes. */
export function autonomyOf({ settings, memory }: AgentContext, topology: Named): Autonomy {
  const { mode, earned } = settings().topology(topology);
  if (mode === 'approve') return { actsBy: 'approval', because: null };
  if (mode !== 'auto') return { actsBy: 'nobody', because: null };
  const outcomes = memory.outcomes.of(lastingName(topology));
  if (isEarned(outcomes, earned.verified)) return { actsBy: 'itself', because: null };
  return { actsBy: 'approval', because: notEarnedText(outcomes, earned.verified) };
}

/** Such as "auto is to be earned by 10 verified changes in a row: 3 verified, 1 undone, 0 failed of the last 4 changes". */
export function notEarnedText(outcomes: readonly ChangeOutcome[], needed: number): string {
  const changes = needed === 1 ? 'a verified change' : `${needed} verified changes in a row`;
  return `auto is to be earned by ${changes}: ${trustText(trustOf(outcomes, needed))}`;
}

/**
 * What the outcomes mean for a topology of that mode, in a sentence.
 * @param mode null where it is not known
 */
export function autonomyText(mode: Mode | null, outcomes: readonly ChangeOutcome[], needed: number): string {
  const trust = trustText(trustOf(outcomes, needed === 0 ? shownOutcomes : needed));
  if (mode === null) return `${trust}; --config FILE of the agent would tell its mode`;
  if (mode !== 'auto') return `${trust}; its mode is ${mode}`;
  if (needed === 0) return `${trust}; it is in auto, and nothing has to be earned`;
  return isEarned(outcomes, needed)
    ? `${trust}; auto is earned`
    : `${notEarnedText(outcomes, needed)}; until then it works as approve`;
}

/** Changes that are counted where nothing has to be earned. */
export const shownOutcomes = 20;
