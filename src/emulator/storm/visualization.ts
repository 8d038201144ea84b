// The visualisation: the only place in the REST API that shows which component reads from which.
import { type ComponentView, type TopologyView, windowNames } from '../../simulator/index.js';
import {
  capacityOf,
  countsIn,
  mean,
  type Reported,
  reportedExecutors,
  type Scope,
  totalsOf,
  visibleComponents,
} from './aggregate.js';
import { isSystem, saneStream } from './format.js';

interface Input {
  readonly ':component': string;
  readonly ':stream': string;
  readonly ':sani-stream': string;
  readonly ':grouping': string;
}

/** Empty until executors are assigned. */
export function visualization(topology: TopologyView, scope: Scope): Record<string, unknown> {
  if (topology.workers.length === 0) return {};
  return Object.fromEntries(
    visibleComponents(topology, scope.sys).map((component) => [
      component.name,
      node(topology, component, scope),
    ]),
  );
}

function node(topology: TopologyView, component: ComponentView, scope: Scope): Record<string, unknown> {
  const reported = reportedExecutors(topology, component.name);
  const totals = totalsOf(reported, scope);
  const isSpout = component.kind === 'spout';
  const latency = mean(isSpout ? totals.completeMsSum : totals.processMsSum, totals.acked);
  return {
    ':type': isSpout ? 'spout' : 'bolt',
    ':capacity': isSpout ? 0 : Math.max(0, ...reported.map(capacityOf)),
    ':latency': reported.length === 0 ? null : latency,
    ':transferred': reported.length === 0 ? null : totals.transferred,
    ':stats': statistics(topology, component, scope),
    ':link': `/component.html?id=${encodeURIComponent(component.name)}&topology_id=${encodeURIComponent(topology.id)}`,
    ':inputs': inputsOf(topology, component),
  };
}

/** One entry for each assigned executor, also for those that have not reported. */
function statistics(
  topology: TopologyView,
  { name }: ComponentView,
  scope: Scope,
): Record<string, unknown>[] {
  const reported = reportedExecutors(topology, name);
  return topology.workers.flatMap((worker) =>
    worker.executors
      .filter(({ component }) => component === name)
      .map((executor) => {
        const found = reported.find((one) => one.executor.id === executor.id);
        return {
          ':host': worker.host,
          ':port': worker.port,
          ':uptime_secs': found?.heartbeat.uptimeSeconds ?? 0,
          ':transferred': found === undefined ? null : transferredByWindow(found, scope.sys),
        };
      }),
  );
}

function transferredByWindow(reported: Reported, sys: boolean): Record<string, Record<string, number>> {
  return Object.fromEntries(
    windowNames.map((window) => {
      const { outputs } = countsIn(reported, { window, sys });
      return [window, Object.fromEntries(outputs.map((one) => [saneStream(one.stream), one.transferred]))];
    }),
  );
}

function inputsOf(topology: TopologyView, { name, kind }: ComponentView): Input[] {
  const acked = topology.components.some((other) => other.kind === 'system');
  if (kind === 'system') return ackerInputs(topology);
  if (kind === 'spout') {
    const streams = acked ? ['__ack_reset_timeout', '__ack_ack', '__ack_fail'] : [];
    return streams.map((stream) => input('__acker', stream, 'direct'));
  }
  return topology.streams
    .filter(({ to }) => to === name)
    .map(({ from, stream, grouping }) => input(from, stream, shownGrouping(grouping)));
}

function ackerInputs({ components }: TopologyView): Input[] {
  return components
    .filter((one) => !isSystem(one.name))
    .flatMap((one) =>
      one.kind === 'spout'
        ? [input(one.name, '__ack_init', 'fields')]
        : ['__ack_ack', '__ack_fail', '__ack_reset_timeout'].map((stream) =>
            input(one.name, stream, 'fields'),
          ),
    );
}

/** A global grouping is a fields grouping without fields; Storm does not tell them apart. */
function shownGrouping(grouping: string): string {
  return grouping === 'global' ? 'fields' : grouping;
}

function input(component: string, stream: string, grouping: string): Input {
  return {
    ':component': component,
    ':stream': stream,
    ':sani-stream': saneStream(stream),
    ':grouping': grouping,
  };
}
