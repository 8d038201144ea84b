// What may be in flight after changes.
import type { Changes } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';

export const pendingKnob = 'topology.max.spout.pending';

/** Tuples of all spouts; null without a limit. */
export function inFlightUnder(changes: Changes, { components, pendingLimit }: Evaluation): number | null {
  const perTask = changes[pendingKnob];
  if (perTask === undefined) return pendingLimit;
  return perTask * components.reduce((sum, { kind, tasks }) => (kind === 'spout' ? sum + tasks : sum), 0);
}
