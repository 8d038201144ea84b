// How Trimtab names a topology of Heron: cluster, role, environ and name, and the second of its submission.
import type { HeronPlace, TopologyRef, TopologyStatus } from '../types.js';
import type { ExecutionState } from './schemas.js';
import type { Named } from './tracker.js';

/** "local/ads/prod/WordCount@1795338733": a topology that is submitted again is another one. */
export function topologyId(state: ExecutionState): string {
  const { cluster, role, environ, jobname, submission_time } = state;
  return `${[cluster, role, environ, jobname].join('/')}@${submission_time}`;
}

const statuses: Readonly<Record<string, TopologyStatus>> = {
  Running: 'active',
  Paused: 'inactive',
  Killed: 'killed',
};

/**
 * While a topology is updated its physical plan is gone: the Tracker then says Unknown, or goes on saying Running with no instance.
 * @param complete whether every instance of the packing plan is in the physical plan; null where only the state is known
 */
export function topologyStatus(state: ExecutionState, complete: boolean | null): TopologyStatus {
  if (state.status === 'Killed') return 'killed';
  const empty =
    state.has_physical_plan === false || state.has_packing_plan === false || state.instances === 0;
  if (empty || complete === false) return 'rebalancing';
  return statuses[state.status] ?? 'unknown';
}

export function topologyRef(
  state: ExecutionState,
  complete: boolean | null,
  nowSeconds: number,
): TopologyRef {
  const { cluster, role, environ, jobname, submission_time } = state;
  return {
    id: topologyId(state),
    name: jobname,
    status: topologyStatus(state, complete),
    // This machine's clock may be behind the cluster's.
    uptimeSeconds: Math.max(0, Math.round(nowSeconds - submission_time)),
    place: { cluster, role, environ },
  };
}

export function namedOf({ name, place }: TopologyRef): Named | null {
  return place === undefined ? null : { ...place, name };
}

/** Back from an id, which is all that a journal keeps; null for what is none. */
export function placeOf(id: string): HeronPlace | null {
  const [, cluster, role, environ] = /^([^/]*)\/([^/]*)\/([^/]*)\/.+@\d+$/.exec(id) ?? [];
  return cluster === undefined || role === undefined || environ === undefined
    ? null
    : { cluster, role, environ };
}
