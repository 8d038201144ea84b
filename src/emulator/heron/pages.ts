// The Tracker's pages by path: what each generation has, and the payload of each.
import type { TopologyView, World } from '../../simulator/index.js';
import { NoSuchTopology, TrackerFailure } from './failure.js';
import { layoutOf } from './layout.js';
import { type Asked, intervalMetrics, queried, timeline } from './metrics.js';
import {
  configuration,
  executionState,
  info,
  logicalPlan,
  metadata,
  packingPlan,
  physicalPlan,
  place,
  runtimeState,
  schedulerLocation,
  type TrackerGeneration,
} from './plans.js';
import { all, integer, one, type Queried, required } from './requests.js';
import type { TopologyManager } from './topology-manager.js';

export interface TrackerSource {
  readonly world: World;
  readonly manager: TopologyManager;
  readonly generation: TrackerGeneration;
}

/** @returns the payload, without a wrapping */
export type Page = (query: Queried) => unknown;

const topologyParameters = ['cluster', 'environ', 'topology'] as const;

export function pagesOf(source: TrackerSource): Readonly<Record<string, Page>> {
  const { generation } = source;
  const isNew = generation === 'fastapi';
  return {
    '/clusters': () => [place.cluster],
    '/topologies': (query) => {
      const names = filtered(source, query).map(({ name }) => name);
      return names.length === 0 ? {} : { [place.cluster]: { [place.role]: { [place.environ]: names } } };
    },
    '/topologies/states': (query) => {
      const states = filtered(source, query).map((t) => [t.name, executionState(t, generation)] as const);
      return states.length === 0 ? {} : { [place.cluster]: { [place.environ]: Object.fromEntries(states) } };
    },
    '/machines': (query) => {
      if (isNew)
        throw new TrackerFailure(
          "Tracker.filtered_topologies() missing 1 required positional argument: 'roles'",
        );
      const hosts = filtered(source, query).map((t) => [t.name, t.workers.map(({ host }) => host)] as const);
      return { [place.cluster]: { [place.environ]: Object.fromEntries(hosts) } };
    },
    ...planPages(source),
    ...metricPages(source),
  };
}

function planPages(source: TrackerSource): Record<string, Page> {
  const { generation, manager } = source;
  const isNew = generation === 'fastapi';
  const page =
    (make: (topology: TopologyView) => unknown): Page =>
    (query) =>
      make(topologyOf(source, query, []));
  return {
    '/topologies/info': page((t) => ({
      ...info(t, generation),
      ...(manager.isRepacking ? { packing_plan: noPacking(t) } : {}),
    })),
    '/topologies/config': page((t) => {
      const settings = layoutOf(t).isUp ? configuration(t) : {};
      return isNew ? mapValues(settings, (v) => (/^-?\d+$/.test(v) ? Number(v) : v)) : settings;
    }),
    '/topologies/logicalplan': page((t) => (isNew ? logicalPlan(t) : withoutVersions(logicalPlan(t)))),
    '/topologies/packingplan': page((t) => (manager.isRepacking ? noPacking(t) : packingPlan(t))),
    '/topologies/physicalplan': page((t) => physicalPlan(t, generation)),
    '/topologies/executionstate': page((t) => executionState(t, generation)),
    '/topologies/schedulerlocation': page(schedulerLocation),
    '/topologies/metadata': page((t) => metadata(t, generation)),
    '/topologies/runtimestate': page((t) => {
      managerOf(source);
      if (isNew) throw new TrackerFailure("unhashable type: 'RepeatedScalarFieldContainer'");
      return runtimeState(t);
    }),
  };
}

function noPacking({ id }: TopologyView): Record<string, unknown> {
  return { id, container_plans: [] };
}

/** Of the older generation the page of a logical plan has no version of a spout; that in /info has one. */
function withoutVersions(plan: Record<string, unknown>): Record<string, unknown> {
  const spouts = plan['spouts'] as Record<string, Record<string, unknown>>;
  return { ...plan, spouts: mapValues(spouts, ({ version: _, ...rest }) => rest) };
}

function metricPages(source: TrackerSource): Record<string, Page> {
  const { generation } = source;
  const isNew = generation === 'fastapi';
  const asked = (query: Queried): Asked => {
    const { component } = required(query, ['component']);
    if (!isNew) required(query, ['metricname']);
    return { component, metrics: all(query, 'metricname'), instances: all(query, 'instance') };
  };
  const span = (query: Queried, refuses: boolean): { from: number; to: number } => {
    required(query, ['starttime', 'endtime']);
    const [from, to] = [integer(query, 'starttime', 0), integer(query, 'endtime', 0)];
    if (from > to && refuses) throw new StartAfterEnd();
    return { from, to };
  };
  const timelinePage =
    (form: 'number' | 'text' | 'raw'): Page =>
    (query) => {
      topologyOf(source, query, ['component', 'starttime', 'endtime']);
      const [what, when] = [asked(query), span(query, true)];
      return timeline(managerOf(source), what, when, form);
    };
  const queryPage: Page = (query) => {
    topologyOf(source, query, ['query', 'starttime', 'endtime']);
    const when = span(query, !isNew);
    return queried(managerOf(source), one(query, 'query') ?? '', when, generation);
  };
  return {
    '/topologies/metrics': (query) => {
      topologyOf(source, query, ['component']);
      const [what, interval] = [asked(query), integer(query, 'interval', -1)];
      return intervalMetrics(managerOf(source), what, interval);
    },
    '/topologies/metricstimeline': timelinePage(isNew ? 'text' : 'raw'),
    ...(isNew ? { '/topologies/metrics/timeline': timelinePage('number') } : {}),
    [isNew ? '/topologies/metrics/query' : '/topologies/metricsquery']: queryPage,
    '/topologies/exceptions': (query) => exceptions(source, query),
    '/topologies/exceptionsummary': (query) => summary(source, query),
  };
}

/** start_time > end_time, which the two generations put differently. */
export class StartAfterEnd extends TrackerFailure {
  constructor() {
    super('starttime is greater than endtime.');
  }
}

function exceptions(source: TrackerSource, query: Queried): unknown {
  const topology = topologyOf(source, query, ['component']);
  const component = one(query, 'component') ?? '';
  if (managerOf(source).seriesOf(component) === undefined) {
    // Nothing was ever heard of it: the older generation says so inside a success.
    if (source.generation === 'tornado') return { message: 'Unknown component' };
    throw new TrackerFailure('Unknown component');
  }
  const trace = source.generation === 'fastapi' ? 'stacktrace' : 'stack_trace';
  return errorsOf(topology, component).map(({ atMs, host, text }) => ({
    hostname: host,
    instance_id: layoutOf(topology).instances.find((i) => i.component === component)?.id ?? '',
    [trace]: text,
    lasttime: javaDate(atMs),
    firsttime: javaDate(atMs),
    count: '1',
    logging: '',
  }));
}

function summary(source: TrackerSource, query: Queried): unknown {
  const topology = topologyOf(source, query, ['component']);
  const errors = errorsOf(topology, one(query, 'component') ?? '');
  if (errors.length > 0 && source.generation === 'fastapi') {
    const missing = ['lasttime', 'firsttime'].map((f) => `${f}\n  field required (type=value_error.missing)`);
    throw new TrackerFailure(`2 validation errors for ExceptionSummaryItem\n${missing.join('\n')}`);
  }
  const names = [...new Set(errors.map(({ text }) => text.split(':')[0] ?? ''))];
  return names.map((class_name) => {
    const own = errors.filter(({ text }) => text.startsWith(`${class_name}:`));
    const times = own.map(({ atMs }) => atMs);
    const [last, first] = [javaDate(Math.max(...times)), javaDate(Math.min(...times))];
    return { class_name, lasttime: last, firsttime: first, count: String(own.length) };
  });
}

function errorsOf(
  { components }: TopologyView,
  component: string,
): TopologyView['components'][number]['errors'] {
  return components.find(({ name }) => name === component)?.errors ?? [];
}

/** "Sun Nov 22 15:10:34 UTC 2026" */
function javaDate(ms: number): string {
  const [weekday, day, month, year, time] = new Date(ms).toUTCString().replace(',', '').split(' ');
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}

function filtered({ world }: TrackerSource, query: Queried): readonly TopologyView[] {
  const fits = (name: 'cluster' | 'environ' | 'role'): boolean => {
    const wanted = all(query, name);
    return wanted.length === 0 || wanted.includes(place[name]);
  };
  return fits('cluster') && fits('environ') && fits('role') ? world.topologies() : [];
}

/** @throws TrackerFailure for an unknown one, or for parameters that are missing */
function topologyOf({ world }: TrackerSource, query: Queried, more: readonly string[]): TopologyView {
  const { cluster, environ, topology } = required(query, [...topologyParameters, ...more]);
  const role = one(query, 'role');
  const isHere =
    cluster === place.cluster && environ === place.environ && (role ?? place.role) === place.role;
  const found = world.topologies().find(({ name }) => isHere && name === topology);
  if (found !== undefined) return found;
  throw new NoSuchTopology([
    cluster ?? '',
    ...(role === undefined ? [] : [role]),
    environ ?? '',
    topology ?? '',
  ]);
}

/** @throws TrackerFailure while it restarts */
function managerOf({ manager, generation }: TrackerSource): TopologyManager {
  if (manager.isUp) return manager;
  throw new TrackerFailure(
    generation === 'fastapi'
      ? "[Errno 111] Connect call failed ('127.0.0.1', 9102)"
      : '[Errno 111] Connection refused',
  );
}

function mapValues<V, W>(record: Readonly<Record<string, V>>, map: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
