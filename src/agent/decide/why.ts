// Why a change is proposed, in a sentence; where the fallback has decided, with why it was asked in the place of the policy.
import type { TopologySuggestion } from '../suggest/suggestion.js';

type Decision = TopologySuggestion['decision'];

/** Who proposes it is not in it, unless the fallback does: that sentence names both. */
export function whyOf({ reasons }: Pick<Decision, 'reasons'>): string {
  const said = reasons.find(({ guard }) => guard === 'policy')?.text ?? '';
  const doubt = doubtIn(reasons);
  return doubt === null ? said : `${doubt}: ${said}`;
}

/** The same, with who proposes it. */
export function whoAndWhyOf(decision: Pick<Decision, 'policy' | 'reasons'>): string {
  const why = whyOf(decision);
  return doubtIn(decision.reasons) === null ? `${decision.policy} ${why}` : why;
}

function doubtIn(reasons: Decision['reasons']): string | null {
  return reasons.find(({ guard }) => guard === 'confidence')?.text ?? null;
}
