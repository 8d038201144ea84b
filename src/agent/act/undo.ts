// What leads back to the configuration before a change.
import { planOf } from '../../change/index.js';
import type { Operation } from '../../clusters/index.js';
import type { Changes } from '../../knobs/index.js';
import type { DecidedChange, Intent } from './under-way.js';

/** Long enough for what is in flight to drain in most topologies; the operator sees it and may change it. */
export const undoWaitSeconds = 10;

export function undoPlan(intent: Pick<Intent, 'changes'>): Operation[] {
  return planOf(formerValues(intent), undoWaitSeconds);
}

/** Knobs as they were; one that was unset before stays: Storm cannot unset it by a rebalance. */
export function formerValues({ changes }: Pick<Intent, 'changes'>): Changes {
  return Object.fromEntries(
    Object.entries(changes).flatMap(([knob, { from }]) => (from === null ? [] : [[knob, from]])),
  );
}

/** The knobs that a change leads back, as the one that it undoes has turned them. */
export function undoneBy({ changes }: Pick<Intent, 'changes'>): Intent['changes'] {
  return Object.fromEntries(
    Object.entries(changes).flatMap(([knob, { from, to }]) =>
      from === null ? [] : [[knob, { from: to, to: from }] as const],
    ),
  );
}

/** For a change that is in force in part, or may be: the command looks up which. One that undoes another, and came half way, is gone on with. */
export function wayBack({ id, revertOf }: Pick<DecidedChange, 'id' | 'revertOf'>): string {
  return `To go back: trimtab rollback ${revertOf ?? id}.`;
}
