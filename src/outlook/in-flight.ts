// What may be in flight after changes.
import { type Changes, executorsKnob } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';

export const pendingKnob = 'topology.max.spout.pending';

/** Tuples of all spouts, whose tasks each have a limit: on Heron an instance is a task. null without a limit. */
export function inFlightUnder(
  changes: Changes,
  { components, pendingLimit, elastic }: Evaluation,
): number | null {
  const spouts = components.filter(({ kind }) => kind === 'spout');
  const present = spouts.reduce((sum, { tasks }) => sum + tasks, 0);
  const then = spouts.reduce(
    (sum, { name, tasks }) => sum + ((elastic === true ? changes[executorsKnob(name)] : undefined) ?? tasks),
    0,
  );
  const perTask = changes[pendingKnob];
  if (perTask !== undefined) return perTask * then;
  return pendingLimit === null || then === present ? pendingLimit : (pendingLimit / present) * then;
}
