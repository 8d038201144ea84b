// Who visits what, with which share and over which streams: all of a network that depends on no time and on no limit.
import type { Placement, RoutedConfiguration } from './placement.js';
import { sharesOf } from './shares.js';
import { type Stations, stationsOf } from './stations.js';
import { checkStructure } from './topology.js';
import type { ModelNode } from './types.js';
import type { Wiring } from './wiring.js';

/** All arrays are indexed by component (the acker is the last one), by station, by stream, by spout or by node. */
export interface Routing extends Wiring, Stations {
  readonly placement: Placement;
  readonly executors: Float64Array;
  /** Share of a stream's tuples that leave their worker. */
  readonly streamRemote: Float64Array;
  /** Of a burst: tuples before the last one at its executor. */
  readonly streamBefore: Float64Array;
  readonly nodeCores: Float64Array;
  readonly nodeSpeed: Float64Array;
  /** Threads on each node: no more than these can compete for its cores. */
  readonly nodeThreads: Float64Array;
  /** Whether some node has more threads than cores, so that they may slow each other down. */
  readonly isCrowded: boolean;
}

/**
 * @param wiring with an acker where the configuration has one, without where it has none
 * @throws RangeError for counts that mean nothing
 */
export function routingOf(
  wiring: Wiring,
  configuration: RoutedConfiguration,
  nodes: readonly ModelNode[],
  placement: Placement,
): Routing {
  const { topology } = wiring;
  const { ackers } = configuration;
  checkStructure(topology, configuration, nodes);
  const executors = new Float64Array(wiring.components);
  executors.set(configuration.executors);
  if (wiring.acked) executors[topology.components.length] = ackers;
  const shares = sharesOf(topology, configuration, placement, wiring.order);
  const { stationStart, stationNode, stationCount, stationShare } = stationsOf(shares, ackers, placement);
  const nodeThreads = threadsOf(placement, nodes.length);
  return {
    placement,
    executors,
    stationStart,
    stationNode,
    stationCount,
    stationShare,
    streamRemote: shares.remote,
    streamBefore: beforeOf(wiring, executors),
    nodeCores: new Float64Array(nodes.map(({ cores }) => cores)),
    nodeSpeed: new Float64Array(nodes.map(({ speed }) => speed)),
    nodeThreads,
    isCrowded: nodes.some(({ cores }, n) => nodeThreads[n]! > cores),
    ...wiring,
  };
}

function beforeOf({ streamTo, streamTuples }: Wiring, executors: Float64Array): Float64Array {
  return streamTuples.map((tuples, i) => Math.max(0, (tuples - 1) / executors[streamTo[i]!]!));
}

function threadsOf({ executorsOfWorker, nodeOfWorker }: Placement, nodes: number): Float64Array {
  const threads = new Float64Array(nodes);
  for (let w = 0; w < executorsOfWorker.length; w++) threads[nodeOfWorker[w]!]! += executorsOfWorker[w]!;
  return threads;
}
