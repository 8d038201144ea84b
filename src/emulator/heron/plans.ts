// The Tracker's plans and states of the simulated topology, as each generation writes them.
import type { ScenarioStream, TopologyView } from '../../simulator/index.js';
import { type Container, type Layout, layoutOf, packingOf } from './layout.js';
import { sizes } from './sizes.js';

export type TrackerGeneration = 'tornado' | 'fastapi';

/** Where the simulated topology is submitted to. */
export const place = { cluster: 'local', role: 'heron', environ: 'default' } as const;
export const release = '0.20.5-incubating';
const managerPort = 9200;
const shellPort = 9400;

export function metadata(topology: TopologyView, generation: TrackerGeneration): Record<string, unknown> {
  return {
    cluster: place.cluster,
    environ: place.environ,
    role: place.role,
    jobname: topology.name,
    submission_time: Math.floor(topology.submittedAtMs / 1000),
    submission_user: 'heron',
    release_username: 'heron',
    release_tag: release,
    release_version: release,
    ...(generation === 'fastapi' ? { instances: instanceCount(topology) } : {}),
    extra_links: [],
  };
}

/** The count is of the physical plan: 0 while there is none, with `has_physical_plan` true all the same. */
function instanceCount(topology: TopologyView): number {
  const layout = layoutOf(topology);
  return layout.isUp ? layout.instances.length : 0;
}

const has = {
  has_physical_plan: true,
  has_packing_plan: true,
  has_tmanager_location: true,
  has_scheduler_location: true,
};

export function executionState(
  topology: TopologyView,
  generation: TrackerGeneration,
): Record<string, unknown> {
  const status = { ACTIVE: 'Running', INACTIVE: 'Paused', REBALANCING: 'Running', KILLED: 'Killed' };
  return { ...metadata(topology, generation), ...has, status: status[topology.status] };
}

/** Parallelism stays as submitted, whatever an update has made of it; all is empty while there is no physical plan. */
export function logicalPlan(topology: TopologyView): Record<string, unknown> {
  const isUp = layoutOf(topology).isUp;
  const components = topology.components.filter(({ kind }) => isUp && kind !== 'system');
  const config = (submitted: number) => ({ config: { 'topology.component.parallelism': String(submitted) } });
  const spouts = components
    .filter(({ kind }) => kind === 'spout')
    .map(({ name, submittedExecutors }) => [
      name,
      {
        ...config(submittedExecutors),
        spout_type: 'default',
        spout_source: 'NA',
        version: 'NA',
        outputs: outputsOf(topology, name),
        extra_links: [],
      },
    ]);
  const bolts = components
    .filter(({ kind }) => kind === 'bolt')
    .map(({ name, submittedExecutors }) => {
      const inputs = topology.streams.filter(({ to }) => to === name);
      return [
        name,
        {
          ...config(submittedExecutors),
          outputs: outputsOf(topology, name),
          inputs: inputs.map((stream) => ({
            stream_name: stream.stream,
            component_name: stream.from,
            grouping: groupingOf(stream),
          })),
          inputComponents: [...new Set(inputs.map(({ from }) => from))],
        },
      ] as const;
    });
  const stages = isUp ? longestPath(topology.streams) : 0;
  return { bolts: Object.fromEntries(bolts), spouts: Object.fromEntries(spouts), stages };
}

/** The one in /info of the older generation has other names for a spout, and neither stages nor input components. */
export function oldInfoPlan(topology: TopologyView): Record<string, unknown> {
  const { spouts, bolts } = logicalPlan(topology) as {
    spouts: Record<string, Record<string, unknown>>;
    bolts: Record<string, Record<string, unknown>>;
  };
  return {
    spouts: mapValues(spouts, ({ spout_type: type, spout_source: source, ...rest }) => ({
      ...rest,
      type,
      source,
    })),
    bolts: mapValues(bolts, ({ inputComponents: _, ...rest }) => rest),
  };
}

function outputsOf({ streams }: TopologyView, name: string): { stream_name: string }[] {
  const own = streams.filter(({ from }) => from === name).map(({ stream }) => stream);
  return [...new Set(own)].map((stream_name) => ({ stream_name }));
}

/** Heron has no local shuffle, and no global grouping but that to the lowest task. */
function groupingOf({ grouping }: { readonly grouping: ScenarioStream['grouping'] }): string {
  const names = { local_or_shuffle: 'SHUFFLE', global: 'LOWEST' } as const;
  return grouping === 'local_or_shuffle' || grouping === 'global' ? names[grouping] : grouping.toUpperCase();
}

function longestPath(streams: TopologyView['streams']): number {
  const depth = new Map<string, number>();
  for (let round = 0; round < streams.length; round++) {
    for (const { from, to } of streams) {
      depth.set(to, Math.min(streams.length, Math.max(depth.get(to) ?? 0, (depth.get(from) ?? 0) + 1)));
    }
  }
  return Math.max(0, ...depth.values());
}

/** Already the new one while an update is under way. */
export function packingPlan(topology: TopologyView): Record<string, unknown> {
  const packing = packingOf(layoutOf(topology));
  const sizeOf = sizes(packing);
  return {
    id: topology.id,
    container_plans: packing.map((container) => {
      const { whole, each } = sizeOf(container);
      return {
        id: container.id,
        instances: container.instances.map(({ component, task, index }) => ({
          component_name: component,
          task_id: task,
          component_index: index,
          instance_resources: each,
        })),
        required_resources: whole,
        scheduled_resources: { cpu: 0, ram: 0, disk: 0 },
      };
    }),
  };
}

export function physicalPlan(topology: TopologyView, generation: TrackerGeneration): Record<string, unknown> {
  const layout = layoutOf(topology);
  const { containers, instances }: Pick<Layout, 'containers' | 'instances'> = layout.isUp
    ? layout
    : { containers: [], instances: [] };
  const managerKey = generation === 'fastapi' ? 'stmgr_id' : 'stmgrId';
  const parts = topology.components.filter(({ kind }) => layout.isUp && kind !== 'system');
  const idsOf = (component: string): string[] =>
    instances.filter((one) => one.component === component).map(({ id }) => id);
  const kind = (wanted: 'spout' | 'bolt') =>
    Object.fromEntries(parts.filter((p) => p.kind === wanted).map(({ name }) => [name, idsOf(name)]));
  return {
    instances: Object.fromEntries(
      instances.map(({ id, component, container }) => {
        const at = containers.find((one) => one.id === container);
        const logfile = `${shellOf(container, at?.host)}/file/log-files/${id}.log.0`;
        return [id, { id, name: component, [managerKey]: `stmgr-${container}`, logfile }];
      }),
    ),
    instance_groups: groupsOf(instances.map(({ id }) => id)),
    stmgrs: Object.fromEntries(
      containers.map((container) => [`stmgr-${container.id}`, managerOf(container)]),
    ),
    spouts: kind('spout'),
    bolts: kind('bolt'),
    config: layout.isUp ? configuration(topology) : {},
    components: Object.fromEntries(
      parts.map(({ name, submittedExecutors }) => [
        name,
        { config: { 'topology.component.parallelism': String(submittedExecutors) } },
      ]),
    ),
  };
}

/** By what stands before the last two underscores, which goes wrong for names that have some (the Tracker's own fault). */
function groupsOf(ids: readonly string[]): Record<string, string[]> {
  const groups: Record<string, string[]> = {};
  for (const id of ids) {
    const group = id.split('_').slice(0, -2).join('_');
    groups[group] = [...(groups[group] ?? []), id];
  }
  return groups;
}

function managerOf({ id, host, instances }: Container): Record<string, unknown> {
  const shell = shellOf(id, host);
  return {
    id: `stmgr-${id}`,
    host,
    port: managerPort + id,
    shell_port: shellPort + id,
    cwd: '/opt/heron',
    pid: 1000 + id,
    joburl: `${shell}/browse/`,
    logfiles: `${shell}/browse/log-files`,
    instance_ids: instances.map((instance) => instance.id),
  };
}

function shellOf(container: number, host = ''): string {
  return `http://${host}:${shellPort + container}`;
}

/** Settings as text, as the topology was submitted with them. */
export function configuration({ name, settings, submittedWorkers }: TopologyView): Record<string, string> {
  const own = Object.entries(settings).filter(
    ([key, value]) => key.startsWith('topology.') && value !== null && !isOfStorm(key),
  );
  return {
    ...Object.fromEntries(own.map(([key, value]) => [key, String(value)])),
    'topology.component.parallelism': '1',
    'topology.stmgrs': String(submittedWorkers),
    'topology.name': name,
  };
}

/** What the simulator needs and Heron does not have. */
function isOfStorm(key: string): boolean {
  return /^topology\.(acker\.executors|stats\.sample\.rate|workers)$/.test(key);
}

export function info(topology: TopologyView, generation: TrackerGeneration): Record<string, unknown> {
  const isUp = layoutOf(topology).isUp;
  return {
    execution_state: executionState(topology, generation),
    // The older generation takes it from the physical plan, which is not there during an update.
    id: generation === 'tornado' && !isUp ? '' : topology.id,
    logical_plan: generation === 'fastapi' ? logicalPlan(topology) : oldInfoPlan(topology),
    metadata: metadata(topology, generation),
    name: topology.name,
    packing_plan: packingPlan(topology),
    physical_plan: physicalPlan(topology, generation),
    runtime_state: { ...has, stmgrs: {} },
    scheduler_location: schedulerLocation(topology),
    tmanager_location: {
      name: topology.name,
      id: topology.id,
      host: topology.workers[0]?.host ?? '',
      controller_port: 9100,
      server_port: 9101,
      // A fault of the newer generation.
      stats_port: generation === 'fastapi' ? null : 9102,
    },
  };
}

export function schedulerLocation({ name }: TopologyView): Record<string, unknown> {
  return { name, http_endpoint: '127.0.0.1:5555', job_page_link: '' };
}

export function runtimeState(topology: TopologyView): Record<string, unknown> {
  const managers = layoutOf(topology).containers.map(({ id }) => [`stmgr-${id}`, { is_registered: true }]);
  return { ...has, stmgrs: Object.fromEntries(managers), topology_version: release };
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
