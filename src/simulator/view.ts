// The state of the cluster and of its topology as their users may see it.
import { type Daemons, supervisorsAreListed } from './daemons.js';
import { slotPort } from './plan.js';
import { needsOf } from './resources.js';
import type { Scenario } from './scenario-schema.js';
import type { Topology } from './topology-state.js';
import type { ClusterView, SupervisorView, TopologyView, Truth, WorkerView } from './types.js';

/** Nimbus and the supervisors are up that long before the topology. */
const daemonsAheadSeconds = 60;

/** @param toMs turns world seconds into milliseconds since the epoch */
export function clusterOf(
  { cluster }: Scenario,
  daemons: Daemons,
  topology: Topology | null,
  nowSeconds: number,
  toMs: (seconds: number) => number,
): ClusterView {
  const startedAtMs = toMs(-daemonsAheadSeconds);
  const listed = supervisorsAreListed(daemons, nowSeconds) ? cluster.nodes : [];
  return {
    nowMs: toMs(nowSeconds),
    nimbusUp: daemons.nimbusUp,
    nimbusStartedAtMs: startedAtMs,
    supervisors: listed.map(
      ({ name, cores, slots }): SupervisorView => ({
        id: supervisorId(name),
        host: name,
        ports: Array.from({ length: slots }, (_, row) => slotPort(row)),
        usedPorts: (topology?.assignment ?? []).filter(({ node }) => node === name).map(({ port }) => port),
        cores,
        startedAtMs,
      }),
    ),
    settings: cluster.settings,
  };
}

/** @param toMs turns world seconds into milliseconds since the epoch */
export function viewOf(topology: Topology, toMs: (seconds: number) => number): TopologyView {
  const { id, scenario, plan, status, errors } = topology;
  return {
    id,
    name: scenario.name,
    owner: 'storm',
    status,
    submittedAtMs: toMs(topology.submittedAtSeconds),
    components: plan.components.map(({ name, kind, tasks, executors }) => ({
      name,
      kind,
      tasks,
      executors,
      submittedExecutors: scenario.topology.components[name]?.executors ?? executors,
      needs: needsOf(name, plan.resources, plan.settings),
      ownResources: plan.resources[name] ?? {},
      errors: errors
        .filter(({ component }) => component === name)
        .map(({ atSeconds, host, port, text }) => ({ atMs: toMs(atSeconds), host, port, text })),
    })),
    streams: plan.streams.map(({ hotShare: _, ...stream }) => stream),
    workers: workersOf(topology),
    submittedWorkers: topology.submittedWorkers,
    settings: plan.settings,
  };
}

/** Statistics stay visible for an executor that is still where it was, also when its process is to be replaced. */
function workersOf({ assignment, processes }: Topology): WorkerView[] {
  return assignment.map(({ node, port, executors, heapMiB }) => {
    const process = processes.find((one) => one.node === node && one.port === port);
    return {
      host: node,
      port,
      supervisorId: supervisorId(node),
      heapMiB,
      executors: executors.map((planned) => ({
        ...planned,
        heartbeat: process?.heartbeats.get(planned.id) ?? null,
      })),
    };
  });
}

export function truthOf({ work, running }: Topology): Truth {
  return {
    offeredPerSecond: work.offeredPerSecond,
    throughputPerSecond: work.completedTuples,
    responseSeconds: work.responseSeconds,
    limitedBy: work.limitedBy,
    utilisation: work.utilisation,
    backlogTuples: work.backlogTuples,
    inFlightTuples: work.inFlightTuples,
    settings: running.plan.settings,
  };
}

export function supervisorId(node: string): string {
  return `${node}-supervisor`;
}
