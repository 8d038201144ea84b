// A topology as Nimbus tells of it: how it is doing, and how it was submitted.
import type { ComponentView, TopologyView } from '../../simulator/index.js';
import { numErrorsChoice, type StructValue, type Value } from '../../thrift/index.js';
import { secondsBetween } from '../storm/cluster-pages.js';
import { executorSummary } from './executor-stats.js';

/** @param errors how many of each component, one of numErrorsChoice */
export function topologyInfo(topology: TopologyView, nowMs: number, errors: number): StructValue {
  const spouts = topology.components.filter(({ kind }) => kind === 'spout').map(({ name }) => name);
  return {
    id: topology.id,
    name: topology.name,
    uptime_secs: secondsBetween(topology.submittedAtMs, nowMs),
    executors: topology.workers.flatMap((worker) =>
      worker.executors.map((executor) =>
        executorSummary(executor, worker, spouts.includes(executor.component)),
      ),
    ),
    status: topology.status,
    errors: topology.components
      .filter((component) => component.errors.length > 0)
      .map((component) => [component.name, errorsOf(component, errors)]),
  };
}

function errorsOf({ errors }: ComponentView, choice: number): StructValue[] {
  const most = choice === numErrorsChoice.none ? 0 : choice === numErrorsChoice.one ? 1 : errors.length;
  return errors.slice(0, most).map(({ atMs, host, port, text }) => ({
    error: text,
    error_time_secs: Math.floor(atMs / 1000),
    host,
    port,
  }));
}

/** Parallelism as submitted, whatever a rebalance has made of it since. */
export function userTopology(topology: TopologyView): StructValue {
  const ofKind = (kind: ComponentView['kind']): Value =>
    topology.components
      .filter((component) => component.kind === kind)
      .map((component) => [component.name, { common: commonOf(topology, component) }]);
  return { spouts: ofKind('spout'), bolts: ofKind('bolt') };
}

function commonOf({ streams }: TopologyView, component: ComponentView): StructValue {
  const { name, tasks, submittedExecutors, ownResources } = component;
  const inputs = streams.filter(({ to }) => to === name);
  const outputs = [...new Set(streams.filter(({ from }) => from === name).map(({ stream }) => stream))];
  const resources =
    Object.keys(ownResources).length === 0 ? {} : { 'topology.component.resources.map': ownResources };
  return {
    inputs: inputs.map(({ from, stream, grouping }) => [
      { componentId: from, streamId: stream },
      groupingOf(grouping),
    ]),
    streams: outputs.map((stream) => [stream, { output_fields: [keyField], direct: false }]),
    parallelism_hint: submittedExecutors,
    json_conf: JSON.stringify({ 'topology.tasks': tasks, ...resources }),
  };
}

/** Scenarios do not name fields. */
const keyField = 'key';

/** A global grouping is a fields grouping without fields. */
function groupingOf(grouping: TopologyView['streams'][number]['grouping']): StructValue {
  switch (grouping) {
    case 'fields':
      return { fields: [keyField] };
    case 'global':
      return { fields: [] };
    case 'all':
    case 'none':
    case 'shuffle':
    case 'local_or_shuffle':
      return { [grouping]: {} };
  }
}
