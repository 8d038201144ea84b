// The plan that leads back to the configuration before a change.
import { planOf } from '../change/index.js';
import type { Operation } from '../clusters/index.js';
import type { Intent } from './under-way.js';

/** Long enough for what is in flight to drain in most topologies; the operator sees it and may change it. */
const undoWaitSeconds = 10;

/** Knobs that were unset before are left out: Storm cannot unset one by a rebalance. */
export function undoPlan({ changes }: Intent): Operation[] {
  const former = Object.entries(changes).flatMap(([knob, { from }]) => (from === null ? [] : [[knob, from]]));
  return planOf(Object.fromEntries(former) as Record<string, number>, undoWaitSeconds);
}
