// The page of one topology: spouts, bolts and workers, with the configuration in force as Nimbus sees it.
import {
  type ClusterView,
  type ComponentView,
  type TopologyView,
  windowNames,
} from '../../simulator/index.js';
import {
  capacityOf,
  mean,
  type Reported,
  reportedExecutors,
  type Scope,
  sum,
  tasksOf,
  totalsOf,
  visibleComponents,
} from './aggregate.js';
import { secondsBetween, stormVersion, topologyHead, workerRow } from './cluster-pages.js';
import { type EmulatedCluster, nimbusConfiguration, storedConfiguration } from './configuration.js';
import { floatText, windowText, workerLogLink } from './format.js';
import { componentResources, unscheduledResources } from './resources.js';

/** GET /topology/:id, and /topology/:id/metrics: in 2.x they are the same. */
export function topologyPage(
  cluster: EmulatedCluster,
  topology: TopologyView,
  scope: Scope,
): Record<string, unknown> {
  const configuration = { ...nimbusConfiguration(cluster), ...storedConfiguration(topology) };
  const components = visibleComponents(topology, scope.sys);
  const rows = (kinds: readonly ComponentView['kind'][]): Record<string, unknown>[] =>
    componentRows(
      cluster,
      topology,
      scope,
      components.filter(({ kind }) => kinds.includes(kind)),
    );
  return {
    ...topologyHead(cluster, topology),
    tasksTotal: sum(topology.components, ({ tasks }) => tasks),
    // Workers that have published; executors as assigned.
    workersTotal: topology.workers.filter(({ executors }) => executors.some((one) => one.heartbeat !== null))
      .length,
    executorsTotal: sum(topology.workers, ({ executors }) => executors.length),
    schedulerInfo: null,
    ...unscheduledResources,
    requestedGenericResources: null,
    assignedGenericResources: null,
    topologyStats: topologyStats(topology, scope),
    workers: topology.workers.map((worker) => workerRow(topology, worker, scope.sys)),
    spouts: rows(['spout']),
    bolts: rows(['bolt', 'system']),
    configuration,
    msgTimeout: configuration['topology.message.timeout.secs'],
    debug: false,
    samplingPct: 10,
    replicationCount: 1,
    topologyVersion: null,
    stormVersion,
    user: null,
    window: scope.window,
    windowHint: windowText(scope.window),
    visualizationTable: [],
    schedulerDisplayResource: false,
    'bugtracker-url': null,
    'central-log-url': null,
  };
}

/** One row for each window, in no order; empty before the first heartbeat. "0" (not "0.000") while nothing completed. */
function topologyStats(topology: TopologyView, { sys }: Scope): Record<string, unknown>[] {
  const reported = visibleComponents(topology, sys).map((component) => ({
    component,
    executors: reportedExecutors(topology, component.name),
  }));
  if (reported.every(({ executors }) => executors.length === 0)) return [];
  return windowNames.map((window) => {
    const all = totalsOf(
      reported.flatMap(({ executors }) => executors),
      { window, sys },
    );
    const spouts = reported.filter(({ component }) => component.kind === 'spout');
    const done = totalsOf(
      spouts.flatMap(({ executors }) => executors),
      { window, sys },
    );
    return {
      window,
      windowPretty: windowText(window),
      emitted: all.emitted,
      transferred: all.transferred,
      completeLatency: done.acked === 0 ? '0' : floatText(done.completeMsSum / done.acked),
      acked: done.acked,
      failed: done.failed,
    };
  });
}

/**
 * Rows of the components that have reported. When none of a kind has, Nimbus invents a row of zeros for each, with
 * the executors and tasks of the submission.
 */
function componentRows(
  cluster: ClusterView,
  topology: TopologyView,
  scope: Scope,
  components: readonly ComponentView[],
): Record<string, unknown>[] {
  const all = components.map((component) => ({
    component,
    reported: reportedExecutors(topology, component.name),
  }));
  const known = all.filter(({ reported }) => reported.length > 0);
  if (known.length > 0) {
    return known.map(({ component, reported }) => {
      const tasks = sum(reported, ({ executor }) => tasksOf(executor));
      return componentRow(cluster, topology, scope, component, reported, reported.length, tasks);
    });
  }
  return components
    .filter(({ kind }) => kind !== 'system')
    .map((one) => componentRow(cluster, topology, scope, one, [], one.executors, one.tasks));
}

function componentRow(
  cluster: ClusterView,
  topology: TopologyView,
  scope: Scope,
  component: ComponentView,
  reported: readonly Reported[],
  executors: number,
  tasks: number,
): Record<string, unknown> {
  const totals = totalsOf(reported, scope);
  const { name } = component;
  const common = {
    executors,
    tasks,
    emitted: totals.emitted,
    transferred: totals.transferred,
    acked: totals.acked,
    failed: totals.failed,
    ...componentResources(component),
    requestedGenericResourcesComp: '',
    ...lastError(cluster, topology, component),
  };
  if (component.kind === 'spout') {
    const completeLatency = floatText(mean(totals.completeMsSum, totals.acked));
    return { spoutId: name, encodedSpoutId: encodeURIComponent(name), ...common, completeLatency };
  }
  return {
    boltId: name,
    encodedBoltId: encodeURIComponent(name),
    ...common,
    executed: totals.executed,
    capacity: floatText(Math.max(0, ...reported.map(capacityOf))),
    executeLatency: floatText(mean(totals.executeMsSum, totals.executed)),
    processLatency: floatText(mean(totals.processMsSum, totals.acked)),
  };
}

function lastError(
  cluster: ClusterView,
  topology: TopologyView,
  { errors }: ComponentView,
): Record<string, unknown> {
  const error = errors[0];
  if (error === undefined) {
    return {
      lastError: '',
      errorHost: '',
      errorPort: null,
      errorWorkerLogLink: '',
      errorTime: null,
      errorLapsedSecs: null,
    };
  }
  return {
    lastError: error.text.slice(0, 200),
    errorHost: error.host,
    errorPort: error.port,
    errorWorkerLogLink: workerLogLink(error.host, error.port, topology.id),
    errorTime: Math.floor(error.atMs / 1000),
    errorLapsedSecs: secondsBetween(error.atMs, cluster.nowMs),
  };
}
