// Moments in which no queueing model explains a topology that does not keep up: only its hosts and what is in flight are left to think of.
import type { Situation } from './types.js';

/** What was learned was learned from what the twin knows: there it has nothing to say. */
export function isUnexplained({ crowding }: Pick<Situation, 'crowding'>): boolean {
  return crowding?.because === 'no model explains it';
}

/** Why the twin says nothing there. */
export function unexplainedText({ outlook }: Pick<Situation, 'outlook'>): string {
  return outlook({}).unpredictable ?? 'no queueing model explains what is measured';
}
