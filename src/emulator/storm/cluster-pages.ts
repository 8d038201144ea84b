// The pages of the cluster: cluster, nimbus and supervisor summaries, and the list of topologies.
import type { ClusterView, SupervisorView, TopologyView, WorkerView } from '../../simulator/index.js';
import { sum, tasksOf, workerUptime } from './aggregate.js';
import type { EmulatedCluster } from './configuration.js';
import { daemonLogLink, isSystem, uptimeText, workerLogLink } from './format.js';
import { topologyResources, workerResources } from './resources.js';

export const stormVersion = '2.8.3';
export const memoryMiBPerSupervisor = 4096;

/** What every page with links to logs carries. */
export const logviewer = { logviewerPort: 8000, logviewerScheme: 'http', schedulerDisplayResource: false };

export function secondsBetween(fromMs: number, toMs: number): number {
  return Math.max(0, Math.floor((toMs - fromMs) / 1000));
}

export function clusterSummary(
  { supervisors }: ClusterView,
  topologies: readonly TopologyView[],
): Record<string, unknown> {
  const workers = topologies.flatMap((topology) => topology.workers);
  const executors = workers.flatMap((worker) => worker.executors);
  const slotsTotal = sum(supervisors, ({ ports }) => ports.length);
  const totalMem = supervisors.length * memoryMiBPerSupervisor;
  const totalCpu = sum(supervisors, ({ cores }) => cores * 100);
  return {
    user: null,
    stormVersion,
    stormVersionInfo: {
      version: stormVersion,
      revision: '58cf04659db79f56981ebf4beaade3457ccfede3',
      branch: '(no branch)',
      date: '2025-10-25T21:36Z',
      srcChecksum: 'c213fa44bb671cd48c2117171e4d2d6c',
    },
    supervisors: supervisors.length,
    topologies: topologies.length,
    slotsTotal,
    slotsUsed: workers.length,
    slotsFree: slotsTotal - workers.length,
    executorsTotal: executors.length,
    tasksTotal: sum(executors, tasksOf),
    schedulerDisplayResource: false,
    totalMem,
    totalCpu,
    availMem: totalMem,
    availCpu: totalCpu,
    fragmentedMem: 0,
    fragmentedCpu: 0,
    memAssignedPercentUtil: '0.000',
    cpuAssignedPercentUtil: '0.000',
    totalGenerics: '',
    availGenerics: '',
    'bugtracker-url': null,
    'central-log-url': null,
  };
}

export function nimbusSummary(cluster: EmulatedCluster): Record<string, unknown> {
  const upSeconds = secondsBetween(cluster.nimbusStartedAtMs, cluster.nowMs);
  return {
    nimbuses: [
      {
        ...cluster.nimbus,
        status: 'Leader',
        version: stormVersion,
        nimbusUpTime: uptimeText(upSeconds),
        nimbusUpTimeSeconds: upSeconds,
        nimbusLogLink: daemonLogLink(cluster.nimbus.host, 'nimbus.log'),
      },
    ],
  };
}

export function supervisorSummary(cluster: ClusterView): Record<string, unknown> {
  return { ...logviewer, supervisors: cluster.supervisors.map((one) => supervisorRow(cluster, one)) };
}

/** One supervisor, by id or host, with its workers. */
export function supervisorPage(
  cluster: ClusterView,
  topologies: readonly TopologyView[],
  wanted: { readonly id: string | undefined; readonly host: string | undefined; readonly sys: boolean },
): Record<string, unknown> {
  const found = cluster.supervisors.filter(({ id, host }) => id === wanted.id || host === wanted.host);
  const ids = found.map(({ id }) => id);
  const workers = topologies.flatMap((topology) =>
    topology.workers
      .filter(({ supervisorId }) => ids.includes(supervisorId))
      .map((worker) => workerRow(topology, worker, wanted.sys)),
  );
  return { ...logviewer, supervisors: found.map((one) => supervisorRow(cluster, one)), workers };
}

function supervisorRow(cluster: ClusterView, supervisor: SupervisorView): Record<string, unknown> {
  const upSeconds = secondsBetween(supervisor.startedAtMs, cluster.nowMs);
  const { ports, usedPorts, host, id, cores } = supervisor;
  return {
    id,
    host,
    uptime: uptimeText(upSeconds),
    uptimeSeconds: upSeconds,
    blacklisted: false,
    slotsTotal: ports.length,
    slotsUsed: usedPorts.length,
    slotsFree: ports.length - usedPorts.length,
    totalMem: memoryMiBPerSupervisor,
    totalCpu: cores * 100,
    usedMem: 0,
    usedCpu: 0,
    availMem: memoryMiBPerSupervisor,
    availCpu: cores * 100,
    totalGenericResources: '',
    usedGenericResources: null,
    availGenericResources: '',
    version: stormVersion,
    logLink: daemonLogLink(host, 'supervisor.log'),
  };
}

/** executorsTotal counts Storm's own executors always, componentNumTasks only when asked for. */
export function workerRow(topology: TopologyView, worker: WorkerView, sys: boolean): Record<string, unknown> {
  const { host, port, supervisorId, executors } = worker;
  const tasks = new Map<string, number>();
  for (const executor of executors) {
    if (isSystem(executor.component) && !sys) continue;
    tasks.set(executor.component, (tasks.get(executor.component) ?? 0) + tasksOf(executor));
  }
  const uptimeSeconds = workerUptime(worker);
  return {
    supervisorId,
    host,
    port,
    topologyId: topology.id,
    topologyName: topology.name,
    executorsTotal: executors.length,
    ...workerResources(topology, worker),
    componentNumTasks: Object.fromEntries(tasks),
    uptime: uptimeText(uptimeSeconds),
    uptimeSeconds,
    workerLogLink: workerLogLink(host, port, topology.id),
    owner: topology.owner,
  };
}

/** The fields with which every page about a topology begins. */
export function topologyHead(cluster: ClusterView, topology: TopologyView): Record<string, unknown> {
  const uptimeSeconds = secondsBetween(topology.submittedAtMs, cluster.nowMs);
  return {
    id: topology.id,
    encodedId: encodeURIComponent(topology.id),
    owner: topology.owner,
    name: topology.name,
    status: topology.status,
    uptime: uptimeText(uptimeSeconds),
    uptimeSeconds,
  };
}

/** The list of topologies: its totals come from the assignment, so they are right at once after a rebalance. */
export function topologySummary(
  cluster: ClusterView,
  topologies: readonly TopologyView[],
): Record<string, unknown> {
  return {
    schedulerDisplayResource: false,
    topologies: topologies.map((topology) => {
      const executors = topology.workers.flatMap((worker) => worker.executors);
      return {
        ...topologyHead(cluster, topology),
        tasksTotal: sum(executors, tasksOf),
        workersTotal: topology.workers.length,
        executorsTotal: executors.length,
        replicationCount: 1,
        schedulerInfo: null,
        ...topologyResources(topology),
        topologyVersion: null,
        stormVersion,
      };
    }),
  };
}
