// Who visits what, with which share and over which streams: all of a network that depends on no time and on no limit.
import type { Placement, RoutedConfiguration } from './placement.js';
import { longestOf } from './quantile.js';
import { sharesOf } from './shares.js';
import { type Stations, stationsOf } from './stations.js';
import { checkStructure, topologicalOrder } from './topology.js';
import type { ModelNode, ModelTopology } from './types.js';

/** All arrays are indexed by component (the acker is the last one), by station, by stream, by spout or by node. */
export interface Routing extends Stations {
  readonly placement: Placement;
  readonly acked: boolean;
  /** Components, the acker included where there is one. */
  readonly components: number;
  readonly order: Int32Array;
  readonly spouts: Int32Array;
  /** 1 for spouts, 0 for all others. */
  readonly isSpout: Uint8Array;
  readonly spoutTasks: Float64Array;
  /** [spout × components + component]: tuples there for each one that the spout emits. */
  readonly visits: Float64Array;
  readonly executors: Float64Array;
  readonly streamFrom: Int32Array;
  readonly streamTo: Int32Array;
  readonly streamTuples: Float64Array;
  /** Share of a stream's tuples that leave their worker. */
  readonly streamRemote: Float64Array;
  /** Of a burst: tuples before the last one at its executor, and by how many standard deviations the longest is beyond the mean. */
  readonly streamBefore: Float64Array;
  readonly streamLongest: Float64Array;
  /** Streams by their `from`: outStart[c] .. outStart[c + 1] into outStreams. */
  readonly outStart: Int32Array;
  readonly outStreams: Int32Array;
  readonly nodeCores: Float64Array;
  readonly nodeSpeed: Float64Array;
  /** Threads on each node: no more than these can compete for its cores. */
  readonly nodeThreads: Float64Array;
  /** Whether some node has more threads than cores, so that they may slow each other down. */
  readonly isCrowded: boolean;
}

/** @throws RangeError for cycles, unknown indexes, and counts that mean nothing */
export function routingOf(
  topology: ModelTopology,
  configuration: RoutedConfiguration,
  nodes: readonly ModelNode[],
  placement: Placement,
): Routing {
  checkStructure(topology, configuration, nodes);
  const { components: list } = topology;
  const acked = configuration.ackers > 0;
  const components = list.length + (acked ? 1 : 0);
  const executors = new Float64Array(components);
  executors.set(configuration.executors);
  if (acked) executors[list.length] = configuration.ackers;
  const isSpout = new Uint8Array(components);
  const spouts: number[] = [];
  for (let c = 0; c < list.length; c++) {
    if (list[c]!.kind !== 'spout') continue;
    isSpout[c] = 1;
    spouts.push(c);
  }
  const order = topologicalOrder(topology);
  const shares = sharesOf(topology, configuration, placement, order);
  const out = outgoing(topology);
  const nodeThreads = threadsOf(placement, nodes.length);
  const along = alongStreams(topology, executors);
  return {
    placement,
    acked,
    components,
    order,
    spouts: new Int32Array(spouts),
    isSpout,
    spoutTasks: new Float64Array(spouts.map((c) => list[c]!.tasks)),
    visits: visitsOf(topology, order, spouts, out, along.streamTuples, components),
    executors,
    ...stationsOf(shares, configuration.ackers, placement),
    ...along,
    streamRemote: shares.remote,
    ...out,
    nodeCores: new Float64Array(nodes.map(({ cores }) => cores)),
    nodeSpeed: new Float64Array(nodes.map(({ speed }) => speed)),
    nodeThreads,
    isCrowded: nodes.some(({ cores }, n) => nodeThreads[n]! > cores),
  };
}

type Along = Pick<Routing, 'streamFrom' | 'streamTo' | 'streamTuples' | 'streamBefore' | 'streamLongest'>;

function alongStreams({ components, streams }: ModelTopology, executors: Float64Array): Along {
  const n = streams.length;
  const along = {
    streamFrom: new Int32Array(n),
    streamTo: new Int32Array(n),
    streamTuples: new Float64Array(n),
    streamBefore: new Float64Array(n),
    streamLongest: new Float64Array(n),
  };
  for (let i = 0; i < n; i++) {
    const { from, to, grouping, tuplesPerInput } = streams[i]!;
    const tuples = tuplesPerInput * (grouping === 'all' ? components[to]!.tasks : 1);
    along.streamFrom[i] = from;
    along.streamTo[i] = to;
    along.streamTuples[i] = tuples;
    along.streamBefore[i] = Math.max(0, (tuples - 1) / executors[to]!);
    along.streamLongest[i] = longestOf(tuples);
  }
  return along;
}

function outgoing({ components, streams }: ModelTopology): Pick<Routing, 'outStart' | 'outStreams'> {
  const outStart = new Int32Array(components.length + 1);
  for (let i = 0; i < streams.length; i++) outStart[streams[i]!.from + 1]! += 1;
  for (let c = 0; c < components.length; c++) outStart[c + 1]! += outStart[c]!;
  const outStreams = new Int32Array(streams.length);
  const next = outStart.slice();
  for (let i = 0; i < streams.length; i++) outStreams[next[streams[i]!.from]!++] = i;
  return { outStart, outStreams };
}

function visitsOf(
  { components: list, streams }: ModelTopology,
  order: Int32Array,
  spouts: readonly number[],
  { outStart, outStreams }: Pick<Routing, 'outStart' | 'outStreams'>,
  streamTuples: Float64Array,
  components: number,
): Float64Array {
  const visits = new Float64Array(spouts.length * components);
  for (let s = 0; s < spouts.length; s++) {
    const row = s * components;
    visits[row + spouts[s]!] = 1;
    for (let at = 0; at < order.length; at++) {
      const c = order[at]!;
      for (let o = outStart[c]!; o < outStart[c + 1]!; o++) {
        const i = outStreams[o]!;
        visits[row + streams[i]!.to]! += visits[row + c]! * streamTuples[i]!;
      }
    }
    if (components === list.length) continue;
    // Each tree is announced to an acker, each tuple of a bolt acknowledged there.
    let bolts = 0;
    for (let c = 0; c < list.length; c++) if (list[c]!.kind === 'bolt') bolts += visits[row + c]!;
    visits[row + list.length] = 1 + bolts;
  }
  return visits;
}

function threadsOf({ executorsOfWorker, nodeOfWorker }: Placement, nodes: number): Float64Array {
  const threads = new Float64Array(nodes);
  for (let w = 0; w < executorsOfWorker.length; w++) threads[nodeOfWorker[w]!]! += executorsOfWorker[w]!;
  return threads;
}
