// Which topologies of a Tracker are looked at: those of one role, of one environment, or all.
import { TrimtabError } from '../../errors/index.js';
import { nearest } from '../../util/index.js';
import type { ExecutionState } from './schemas.js';

export interface Filter {
  readonly role?: string | undefined;
  readonly environ?: string | undefined;
}

/**
 * @throws TrimtabError TRIMTAB_E_FILTER when topologies run and none of them has that role or environ: roles and environs are known by
 *   their topologies alone, so a slip of the keyboard would look like an empty cluster
 */
export function chosenBy(filter: Filter, states: readonly ExecutionState[]): ExecutionState[] {
  for (const field of ['role', 'environ'] as const) {
    const wanted = filter[field];
    const there = [...new Set(states.map((state) => state[field]))].sort();
    if (wanted === undefined || there.length === 0 || there.includes(wanted)) continue;
    const near = nearest(wanted, there);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    throw new TrimtabError(
      'TRIMTAB_E_FILTER',
      `no topology has the ${field} ${JSON.stringify(wanted)}${hint} (there are: ${there.join(', ')})`,
      { next: `Correct clusters[].${field}, or leave it out to see all topologies.` },
    );
  }
  const { role, environ } = filter;
  return states.filter(
    (state) =>
      (role === undefined || state.role === role) && (environ === undefined || state.environ === environ),
  );
}
