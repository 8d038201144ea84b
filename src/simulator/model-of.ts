// A running plan as the model takes it: components, settings and nodes by index, and who runs where.
import {
  defaultConfiguration,
  defaultHardware,
  layOut,
  type ModelConfiguration,
  type ModelHardware,
  type ModelTopology,
  type Network,
  type Placement,
  type StationRow,
  withStations,
} from '../model/index.js';
import type { Conditions } from './conditions-types.js';
import { isWhole } from './fatal-settings.js';
import { ackerName, type Plan, type PlannedComponent, type PlannedExecutor } from './plan.js';
import { needsOf } from './resources.js';
import type { Scenario, Settings } from './scenario-schema.js';

/** One worker: its node, and the executors that it runs. */
export interface Place {
  readonly node: string;
  readonly executors: readonly PlannedExecutor[];
}

/** Coefficient of variation of the duration of single executions. */
export const executeVariation = 0.3;

/** Spouts and bolts, in the order of the plan; the model's other arrays go by it. The acker comes after them. */
export function modelled(plan: Plan): PlannedComponent[] {
  return plan.components.filter(({ kind }) => kind !== 'system');
}

/**
 * @param shares each executor's share of its component's tuples, by component and executor id
 * @param places the workers; at least one
 */
export function networkOf(
  plan: Plan,
  conditions: Conditions,
  places: readonly Place[],
  cluster: Scenario['cluster'],
  shares: (component: string) => ReadonlyMap<string, number>,
): Network {
  const components = modelled(plan);
  const nodes = conditions.nodes.filter(({ name }) => places.some(({ node }) => node === name));
  const nodeOf = places.map(({ node }) => nodes.findIndex(({ name }) => name === node));
  const rows = [...components, ...plan.components.filter(({ name }) => name === ackerName)];
  const counts = new Int32Array((components.length + 1) * places.length);
  rows.forEach(({ name }, row) => {
    places.forEach(({ executors }, worker) => {
      counts[row * places.length + worker] = executors.filter(({ component }) => component === name).length;
    });
  });
  const placement: Placement = {
    workers: places.length,
    nodeOfWorker: Int32Array.from(nodeOf),
    counts,
    executorsOfWorker: Int32Array.from(places, ({ executors }) => executors.length),
  };
  const network = layOut(
    topologyOf(plan, components),
    configurationOf(plan, components, places.length),
    hardwareOf(cluster, nodes),
    placement,
  );
  const stations = components.map(({ name }) => stationsOf(name, places, nodeOf, shares(name)));
  return withStations(network, stations);
}

function stationsOf(
  component: string,
  places: readonly Place[],
  nodeOf: readonly number[],
  shares: ReadonlyMap<string, number>,
): StationRow[] {
  return places.flatMap(({ executors }, worker) =>
    executors
      .filter((executor) => executor.component === component)
      .map(({ id }) => ({ node: nodeOf[worker] ?? 0, share: shares.get(id) ?? 0 })),
  );
}

function topologyOf(plan: Plan, components: readonly PlannedComponent[]): ModelTopology {
  const index = new Map(components.map(({ name }, i) => [name, i]));
  const at = (name: string): number => {
    const found = index.get(name);
    if (found === undefined) throw new RangeError(`no component ${name} in the plan`);
    return found;
  };
  return {
    components: components.map(({ name, kind, tasks, cpuMicros, waitMicros }) => ({
      name,
      kind: kind === 'spout' ? 'spout' : 'bolt',
      tasks,
      cpuSeconds: cpuMicros / 1e6,
      waitSeconds: waitMicros / 1e6,
      variation: executeVariation,
    })),
    streams: plan.streams.map(({ from, to, grouping, tuplesPerInput, hotShare }) => ({
      from: at(from),
      to: at(to),
      grouping,
      tuplesPerInput,
      hotShare,
    })),
  };
}

/** Storm's own defaults where a setting is absent, and where no worker lives with it; 0 pending is as good as unset. */
function configurationOf(
  plan: Plan,
  components: readonly PlannedComponent[],
  workers: number,
): ModelConfiguration {
  const { settings, resources } = plan;
  const positive = (key: string, otherwise: number): number => numberIn(settings, key) ?? otherwise;
  const heap = components.map(({ name }) => needsOf(name, resources, settings).onHeapMiB);
  return {
    ...defaultConfiguration,
    executors: components.map(({ executors }) => executors),
    ackers: plan.components.find(({ name }) => name === ackerName)?.executors ?? 0,
    workers,
    pendingPerTask: numberIn(settings, 'topology.max.spout.pending'),
    producerBatch: positive('topology.producer.batch.size', 1),
    transferBatch: positive('topology.transfer.batch.size', 1),
    flushSeconds: positive('topology.batch.flush.interval.millis', 1) / 1000,
    receiveBuffer: positive('topology.executor.receive.buffer.size', defaultConfiguration.receiveBuffer),
    messageTimeoutSeconds: positive('topology.message.timeout.secs', 30),
    heapMiBPerExecutor: heap.reduce((sum, one) => sum + one, 0) / Math.max(1, heap.length),
  };
}

function numberIn(settings: Settings, key: string): number | null {
  const value = settings[key];
  return isWhole(value) && Number(value) > 0 ? Number(value) : null;
}

function hardwareOf(cluster: Scenario['cluster'], nodes: Conditions['nodes']): ModelHardware {
  const { sigma, kappa, localHopMicros, remoteHopMicros, serialisationMicros } = cluster;
  return {
    ...defaultHardware,
    nodes,
    sigma,
    kappa,
    localHopSeconds: localHopMicros / 1e6,
    remoteHopSeconds: (localHopMicros + remoteHopMicros) / 1e6,
    serialisationSeconds: serialisationMicros / 1e6,
  };
}
