// What an update of Heron does to the running topology: the physical plan is gone at once, and every process of every container starts anew.
import type { Packing } from '../model/index.js';
import { assign, lacksInstances, packedPlan } from './plan.js';
import { relaunchBy, stopWorkers } from './supervisor.js';
import { managerSeconds } from './timings.js';
import type { Topology } from './topology-state.js';
import type { OperationResult } from './types.js';

/**
 * The new packing plan is stored: the topology manager ends itself and comes up again, with the topology active whatever it was before
 * (measured).
 */
export function requestRepack(topology: Topology, packing: Packing, nowSeconds: number): OperationResult {
  if (topology.status === 'KILLED') return { ok: false, reason: 'no-transition' };
  const lacked = lacksInstances(topology.plan);
  topology.plan = packedPlan(topology.plan, packing);
  if (lacksInstances(topology.plan)) topology.disturbance = 'crash-loop';
  else if (lacked && topology.disturbance === 'crash-loop') topology.disturbance = 'none';
  topology.fetched = topology.plan;
  topology.assignment = assign(topology.plan, topology.scenario.cluster.nodes);
  topology.status = 'ACTIVE';
  topology.due = null;
  stopWorkers(topology);
  relaunchBy(topology, nowSeconds + managerSeconds);
  return { ok: true };
}
