// Which bolts are worth a look one by one: each costs time, and large topologies have many.
import type { ComponentEvaluation } from '../metrics/index.js';

/** Of each kind. Topologies of so few bolts are looked at whole. */
const most = 8;

export interface BoltsToTurn {
  /** The busiest: one of them is what is in the way of more. */
  readonly up: readonly ComponentEvaluation[];
  /** The idlest: where there is something to save. */
  readonly down: readonly ComponentEvaluation[];
}

export function boltsToTurn(components: readonly ComponentEvaluation[]): BoltsToTurn {
  const byBusy = components
    .filter(({ kind }) => kind === 'bolt')
    .sort((a, b) => (b.utilisation ?? 0) - (a.utilisation ?? 0));
  return { up: byBusy.slice(0, most), down: byBusy.slice(-most) };
}
