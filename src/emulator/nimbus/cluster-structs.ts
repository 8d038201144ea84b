// The cluster as Nimbus tells of it: itself, the supervisors and the topologies.
import type { TopologyView } from '../../simulator/index.js';
import type { StructValue } from '../../thrift/index.js';
import { sum, tasksOf } from '../storm/aggregate.js';
import { memoryMiBPerSupervisor, secondsBetween, stormVersion } from '../storm/cluster-pages.js';
import type { EmulatedCluster } from '../storm/configuration.js';

export function nimbusSummary({ nimbus, nimbusStartedAtMs, nowMs }: EmulatedCluster): StructValue {
  return {
    ...nimbus,
    uptime_secs: secondsBetween(nimbusStartedAtMs, nowMs),
    isLeader: true,
    version: stormVersion,
  };
}

export function clusterSummary(cluster: EmulatedCluster, topologies: readonly TopologyView[]): StructValue {
  return {
    supervisors: cluster.supervisors.map(({ id, host, ports, usedPorts, startedAtMs, cores }) => ({
      host,
      uptime_secs: secondsBetween(startedAtMs, cluster.nowMs),
      num_workers: ports.length,
      num_used_workers: usedPorts.length,
      supervisor_id: id,
      total_resources: [
        ['cpu.pcore.percent', cores * 100],
        ['memory.mb', memoryMiBPerSupervisor],
      ],
      used_mem: 0,
      used_cpu: 0,
    })),
    topologies: topologies.map((topology) => topologySummary(topology, cluster.nowMs)),
    nimbuses: [nimbusSummary(cluster)],
  };
}

/** Totals come from the assignment, as on the UI's list. */
function topologySummary(topology: TopologyView, nowMs: number): StructValue {
  const executors = topology.workers.flatMap((worker) => worker.executors);
  return {
    id: topology.id,
    name: topology.name,
    num_tasks: sum(executors, tasksOf),
    num_executors: executors.length,
    num_workers: topology.workers.length,
    uptime_secs: secondsBetween(topology.submittedAtMs, nowMs),
    status: topology.status,
  };
}
