// Nimbus's answers as the views from which the emulator makes the UI's pages.
import type { Component } from '../../../src/clusters/storm/thrift/schemas.js';
import type { ClusterView, ComponentView, ExecutorView, TopologyView } from '../../../src/simulator/index.js';
import { statisticsOf } from './counts.js';
import type { Answers, Info, Settings, TopologyAnswers } from './read.js';

const isSystem = (name: string): boolean => name.startsWith('__');

export function clusterView({ atMs, cluster, settings }: Answers): ClusterView {
  const nimbus = cluster.nimbuses.find(({ isLeader }) => isLeader === true);
  return {
    nowMs: atMs,
    nimbusUp: true,
    nimbusStartedAtMs: atMs - 1000 * (nimbus?.uptime_secs ?? 0),
    supervisors: cluster.supervisors.map((one) => ({
      id: one.supervisor_id,
      host: one.host,
      // Nimbus tells how many there are, not which.
      ports: upTo(one.num_workers),
      usedPorts: upTo(one.num_used_workers),
      cores: (new Map(one.total_resources).get('cpu.pcore.percent') ?? 0) / 100,
      startedAtMs: atMs - 1000 * one.uptime_secs,
    })),
    settings: settings as ClusterView['settings'],
  };
}

export function topologyView(answers: Answers, topology: TopologyAnswers): TopologyView {
  const { info, submitted, settings } = topology;
  return {
    id: info.id,
    name: info.name,
    owner: String(settings['topology.submitter.user'] ?? ''),
    status: info.status as TopologyView['status'],
    submittedAtMs: answers.atMs - 1000 * info.uptime_secs,
    components: componentsOf(topology),
    streams: [...submitted.bolts].flatMap(([to, { common }]) =>
      [...common.inputs].map(([from, grouping]) => ({
        from: from.componentId,
        stream: from.streamId,
        to,
        grouping: grouping as TopologyView['streams'][number]['grouping'],
        tuplesPerInput: 1,
      })),
    ),
    workers: workersOf(answers, info, Number(settings['topology.stats.sample.rate'] ?? 0.05)),
    submittedWorkers: Number(settings['topology.workers'] ?? 1),
    settings: settings as TopologyView['settings'],
  };
}

/** What the UI calls the effective configuration. */
export function effectiveSettings({ settings }: Answers, topology: TopologyAnswers): Settings {
  return { ...settings, ...topology.settings };
}

function componentsOf({ info, submitted }: TopologyAnswers): ComponentView[] {
  const errors = new Map(info.errors);
  const component = (
    name: string,
    kind: ComponentView['kind'],
    declared?: { readonly tasks: number; readonly executors: number },
  ): ComponentView => {
    const executors = info.executors.filter((executor) => executor.component_id === name);
    const tasks = executors.reduce((n, { executor_info: e }) => n + e.task_end - e.task_start + 1, 0);
    return {
      name,
      kind,
      tasks: tasks || (declared?.tasks ?? 0),
      executors: executors.length || (declared?.executors ?? 0),
      submittedExecutors: declared?.executors ?? executors.length,
      // Read by the pages only under the resource-aware scheduler, and for the heap, which Nimbus does not tell.
      needs: { onHeapMiB: 0, offHeapMiB: 0, cpuPercent: 0 },
      ownResources: {},
      errors: (errors.get(name) ?? []).map((e) => ({
        atMs: 1000 * e.error_time_secs,
        host: e.host ?? '',
        port: e.port ?? 0,
        text: e.error,
      })),
    };
  };
  const system = new Set(info.executors.map((e) => e.component_id).filter(isSystem));
  const declared = ({ common }: Component) => {
    const executors = common.parallelism_hint ?? 1;
    return { executors, tasks: Number(common.json_conf?.['topology.tasks'] ?? executors) };
  };
  return [
    ...[...submitted.spouts].map(([name, spec]) => component(name, 'spout', declared(spec))),
    ...[...submitted.bolts].map(([name, spec]) => component(name, 'bolt', declared(spec))),
    ...[...system].map((name) => component(name, 'system')),
  ];
}

function workersOf({ cluster }: Answers, info: Info, sampleRate: number): TopologyView['workers'] {
  const slots = new Map<string, ExecutorView[]>();
  for (const executor of info.executors) {
    const slot = JSON.stringify([executor.host, executor.port]);
    slots.set(slot, [...(slots.get(slot) ?? []), executorView(executor, sampleRate)]);
  }
  return [...slots].map(([slot, executors]) => {
    const [host, port] = JSON.parse(slot) as [string, number];
    const supervisorId = cluster.supervisors.find((one) => one.host === host)?.supervisor_id ?? '';
    return { host, port, supervisorId, executors, heapMiB: 0 };
  });
}

function executorView(executor: Info['executors'][number], sampleRate: number): ExecutorView {
  const { executor_info: range, component_id: component, stats, uptime_secs: uptimeSeconds } = executor;
  return {
    id: `[${range.task_start}-${range.task_end}]`,
    component,
    firstTask: range.task_start,
    lastTask: range.task_end,
    heartbeat: stats === undefined ? null : { uptimeSeconds, sampleRate, statistics: statisticsOf(stats) },
  };
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
