// How rules that only pass or veto say so.
import type { ActingFacts, GuardInput, Verdict } from './types.js';

export interface Refusal {
  readonly code: string;
  readonly margin: number | null;
  readonly text: string;
}

/** A rule about sending: it passes in a dry run, and wherever `refuse` finds nothing. */
export function actingVerdict(
  guard: string,
  { acting }: Pick<GuardInput, 'acting'>,
  refuse: (acting: ActingFacts) => Refusal | null,
): Verdict {
  const refusal = acting === null ? null : refuse(acting);
  if (refusal !== null) return { answer: { guard, answer: 'veto', ...refusal } };
  const text = acting === null ? 'not asked: nothing is sent' : 'nothing against it';
  return { answer: { guard, answer: 'pass', code: 'CLEAR', margin: null, text } };
}
