// What Nimbus does with a request about a topology: refuses it, or stores it and assigns anew (Nimbus.rebalance, doRebalance).
import type { Daemons } from './daemons.js';
import { settingsKill } from './fatal-settings.js';
import { assign, changedPlan, type PlanChange } from './plan.js';
import { relaunchBy } from './supervisor.js';
import { oldWorkerSeconds, rebalanceSeconds } from './timings.js';
import type { Topology } from './topology-state.js';
import type { OperationResult } from './types.js';

const noTransition: OperationResult = { ok: false, reason: 'no-transition' };

/** Nimbus has no transition but KILL from REBALANCING and KILLED. */
function mayChange({ status }: Topology): boolean {
  return status === 'ACTIVE' || status === 'INACTIVE';
}

export function requestActive(topology: Topology, active: boolean): OperationResult {
  if (!mayChange(topology)) return noTransition;
  topology.status = active ? 'ACTIVE' : 'INACTIVE';
  return { ok: true };
}

/** The spouts stop at once, the change comes after the wait. */
export function requestRebalance(
  topology: Topology,
  change: PlanChange,
  waitSeconds: number,
  nowSeconds: number,
): OperationResult {
  const invalid = invalidIn(topology, change);
  if (invalid !== null) return { ok: false, reason: 'invalid', text: invalid };
  if ((change.workers ?? 0) < 0) return { ok: false, reason: 'illegal-value' };
  if (!mayChange(topology)) return noTransition;
  topology.statusBefore = topology.status;
  topology.status = 'REBALANCING';
  topology.due = {
    kind: 'rebalance',
    atSeconds: nowSeconds + Math.max(0, waitSeconds) + rebalanceSeconds,
    change,
  };
  return { ok: true };
}

export function requestKill(topology: Topology, waitSeconds: number, nowSeconds: number): OperationResult {
  topology.status = 'KILLED';
  topology.due = { kind: 'kill', atSeconds: nowSeconds + Math.max(0, waitSeconds) };
  return { ok: true };
}

/** The only things about a change that Nimbus looks at before it takes it. Heron has no such call, and no executors but those of a packing plan. */
function invalidIn({ plan, scenario }: Topology, { executors = {} }: PlanChange): string | null {
  if (plan.packing !== undefined) return 'Heron has no rebalance: repack the topology';
  const names = plan.components.filter(({ kind }) => kind !== 'system').map(({ name }) => name);
  for (const [name, count] of Object.entries(executors)) {
    if (!name.startsWith('__') && !names.includes(name)) {
      return `Invalid component ${name} for topology ${scenario.name}, valid values are ${names.sort().join(',')}`;
    }
    if (count <= 0) return 'Number of executors must be greater than 0';
  }
  return null;
}

/** Nothing changes: no worker restarts (measured). The old status is back before anything else happens. */
export function doRebalance(
  topology: Topology,
  change: PlanChange,
  daemons: Daemons,
  nowSeconds: number,
): void {
  topology.status = topology.statusBefore;
  const before = topology.plan;
  topology.plan = changedPlan(before, change);
  if (settingsKill('nimbus', topology.plan.settings)) {
    daemons.nimbusUp = false;
    return;
  }
  if (topology.disturbance === 'no-workers') return;
  const assignment = assign(topology.plan, topology.scenario.cluster.nodes);
  if (JSON.stringify(assignment) === JSON.stringify(topology.assignment)) return;
  // Two slots wait for one configuration: the first cancels the wait, the second dies of it (measured: 2 of 2).
  topology.crashAhead =
    topology.plan.settings !== before.settings && assignment.length > topology.assignment.length;
  topology.assignment = assignment;
  relaunchBy(topology, nowSeconds + oldWorkerSeconds);
}

/** A value that killed it is taken out of its store by hand: it would die of it again. */
export function startNimbusAgain(topology: Topology | null, daemons: Daemons): void {
  daemons.nimbusUp = true;
  if (topology === null || !settingsKill('nimbus', topology.plan.settings)) return;
  const { settings, resources } = topology.fetched;
  topology.plan = { ...topology.plan, settings, resources };
}
