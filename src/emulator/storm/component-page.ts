// The page of one component: all windows together, and inputs, outputs and executors of the window asked for.
import {
  type ClusterView,
  type ComponentView,
  type TopologyView,
  windowNames,
} from '../../simulator/index.js';
import {
  capacityOf,
  countsIn,
  mean,
  type Reported,
  reportedExecutors,
  type Scope,
  sum,
  tasksOf,
  totalsOf,
} from './aggregate.js';
import { secondsBetween } from './cluster-pages.js';
import { floatText, uptimeText, windowText, workerLogLink } from './format.js';
import { componentResources } from './resources.js';

export function componentPage(
  cluster: ClusterView,
  topology: TopologyView,
  component: ComponentView,
  scope: Scope,
): Record<string, unknown> {
  // Storm's own components have a page without sys=true too, with nothing on it.
  const hidden = component.kind === 'system' && !scope.sys;
  const reported = hidden ? [] : reportedExecutors(topology, component.name);
  const isSpout = component.kind === 'spout';
  return {
    user: null,
    id: component.name,
    encodedId: encodeURIComponent(component.name),
    name: topology.name,
    executors: reported.length,
    tasks: sum(reported, ({ executor }) => tasksOf(executor)),
    ...componentResources(component),
    requestedGenericResources: '',
    schedulerDisplayResource: false,
    topologyId: topology.id,
    topologyStatus: topology.status,
    encodedTopologyId: encodeURIComponent(topology.id),
    window: scope.window,
    windowHint: windowText(scope.window),
    componentType: isSpout ? 'spout' : 'bolt',
    debug: false,
    samplingPct: 10,
    profilingAndDebuggingCapable: true,
    profileActionEnabled: false,
    profilerActive: [],
    componentErrors: component.errors.map(({ atMs, host, port, text }) => ({
      errorTime: Math.floor(atMs / 1000),
      errorHost: host,
      errorPort: port,
      errorWorkerLogLink: workerLogLink(host, port, topology.id),
      errorLapsedSecs: secondsBetween(atMs, cluster.nowMs),
      error: text,
    })),
    ...(isSpout ? spoutParts(topology, reported, scope) : boltParts(topology, reported, scope)),
  };
}

function spoutParts(
  topology: TopologyView,
  reported: readonly Reported[],
  scope: Scope,
): Record<string, unknown> {
  const completions = reported.flatMap((one) => countsIn(one, scope).completions);
  return {
    spoutSummary: perWindow(reported, (window) => {
      const totals = totalsOf(reported, { ...scope, window });
      // The one place where a latency is a number.
      return {
        ...basics([totals]),
        completeLatency: mean(totals.completeMsSum, totals.acked),
        lastError: '',
      };
    }),
    outputStats: outputRows(reported, scope).map((row) => {
      const done = completions.filter(({ stream }) => stream === row.stream);
      const acked = sum(done, (one) => one.acked);
      return {
        ...row,
        acked,
        failed: sum(done, ({ failed }) => failed),
        completeLatency: floatText(
          mean(
            sum(done, ({ completeMsSum }) => completeMsSum),
            acked,
          ),
        ),
      };
    }),
    executorStats: reported.map((one) => {
      const totals = totalsOf([one], scope);
      const completeLatency = floatText(mean(totals.completeMsSum, totals.acked));
      return { ...executorBasics(topology, one), ...basics([totals]), completeLatency };
    }),
  };
}

function boltParts(
  topology: TopologyView,
  reported: readonly Reported[],
  scope: Scope,
): Record<string, unknown> {
  return {
    boltStats: perWindow(reported, (window) => {
      const totals = totalsOf(reported, { ...scope, window });
      // Storm never fills this capacity; the executors' own is right.
      return { ...basics([totals]), ...executions(totals), capacity: '0.000' };
    }),
    inputStats: inputRows(reported, scope),
    outputStats: outputRows(reported, scope),
    executorStats: reported.map((one) => {
      const totals = totalsOf([one], scope);
      const capacity = floatText(capacityOf(one));
      return { ...executorBasics(topology, one), ...basics([totals]), ...executions(totals), capacity };
    }),
  };
}

function perWindow(
  reported: readonly Reported[],
  row: (window: string) => Record<string, unknown>,
): Record<string, unknown>[] {
  if (reported.length === 0) return [];
  return windowNames.map((window) => ({ window, windowPretty: windowText(window), ...row(window) }));
}

interface Basics {
  readonly emitted: number;
  readonly transferred: number;
  readonly acked: number;
  readonly failed: number;
}

function basics(totals: readonly Basics[]): Basics {
  return {
    emitted: sum(totals, ({ emitted }) => emitted),
    transferred: sum(totals, ({ transferred }) => transferred),
    acked: sum(totals, ({ acked }) => acked),
    failed: sum(totals, ({ failed }) => failed),
  };
}

interface Executions {
  readonly executed: number;
  readonly acked: number;
  readonly executeMsSum: number;
  readonly processMsSum: number;
}

function executions(totals: Executions): Record<string, unknown> {
  return {
    executed: totals.executed,
    executeLatency: floatText(mean(totals.executeMsSum, totals.executed)),
    processLatency: floatText(mean(totals.processMsSum, totals.acked)),
  };
}

function executorBasics(
  topology: TopologyView,
  { executor, worker, heartbeat }: Reported,
): Record<string, unknown> {
  return {
    id: executor.id,
    encodedId: encodeURIComponent(executor.id),
    uptime: uptimeText(heartbeat.uptimeSeconds),
    uptimeSeconds: heartbeat.uptimeSeconds,
    host: worker.host,
    port: worker.port,
    workerLogLink: workerLogLink(worker.host, worker.port, topology.id),
  };
}

function inputRows(reported: readonly Reported[], scope: Scope): Record<string, unknown>[] {
  const inputs = reported.flatMap((one) => countsIn(one, scope).inputs);
  return grouped(inputs, ({ component, stream }) => `${component}:${stream}`).map((same) => {
    const totals = {
      executed: sum(same, ({ executed }) => executed),
      acked: sum(same, ({ acked }) => acked),
      executeMsSum: sum(same, ({ executeMsSum }) => executeMsSum),
      processMsSum: sum(same, ({ processMsSum }) => processMsSum),
    };
    return {
      component: same[0].component,
      encodedComponentId: encodeURIComponent(same[0].component),
      stream: same[0].stream,
      ...executions(totals),
      acked: totals.acked,
      failed: sum(same, ({ failed }) => failed),
    };
  });
}

interface OutputRow {
  readonly stream: string;
  readonly emitted: number;
  readonly transferred: number;
}

function outputRows(reported: readonly Reported[], scope: Scope): OutputRow[] {
  const outputs = reported.flatMap((one) => countsIn(one, scope).outputs);
  return grouped(outputs, ({ stream }) => stream).map((same) => ({
    stream: same[0].stream,
    emitted: sum(same, ({ emitted }) => emitted),
    transferred: sum(same, ({ transferred }) => transferred),
  }));
}

function grouped<T>(items: readonly T[], key: (item: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}
