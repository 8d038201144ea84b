// Lays an application out on its configuration and hardware as a queueing network: who visits what, and with which share.
import { gcOverhead } from './heap.js';
import { type Placement, placeEvenly } from './placement.js';
import { Shares, type Stations } from './shares.js';
import { checkModel, topologicalOrder } from './topology.js';
import type { ModelConfiguration, ModelHardware, ModelStream, ModelTopology } from './types.js';

/** All arrays are indexed by component (the acker is the last one), by station, by stream, by spout or by node. */
export interface Network extends Stations {
  readonly topology: ModelTopology;
  readonly hardware: ModelHardware;
  readonly configuration: ModelConfiguration;
  readonly acked: boolean;
  /** Components, the acker included where there is one. */
  readonly components: number;
  readonly order: Int32Array;
  readonly spouts: Int32Array;
  /** [spout × components + component]: tuples there for each one that the spout emits. */
  readonly visits: Float64Array;
  readonly executors: Float64Array;
  /** Per tuple: CPU on a node of speed 1 with everything that is done for it, and waiting; contention included. */
  readonly cpuSeconds: Float64Array;
  readonly waitSeconds: Float64Array;
  readonly variation: Float64Array;
  /** Tuples in flight allowed for each spout; Infinity = unlimited. */
  readonly population: Float64Array;
  readonly streamFrom: Int32Array;
  readonly streamTo: Int32Array;
  readonly streamTuples: Float64Array;
  /** Mean hop without batching, seconds. */
  readonly streamHop: Float64Array;
  readonly streamRemote: Float64Array;
  /** Streams by their `from`: outStart[c] .. outStart[c + 1] into outStreams. */
  readonly outStart: Int32Array;
  readonly outStreams: Int32Array;
  readonly nodeCores: Float64Array;
  readonly nodeSpeed: Float64Array;
  /** Threads on each node: no more than these can compete for its cores. */
  readonly nodeThreads: Float64Array;
  readonly ackerHop: number;
  /** Largest share of time that a worker's garbage collector takes; 1 = out of memory. */
  readonly gcShare: number;
}

/**
 * @param placement default: dealt in turn
 * @throws RangeError for cycles, unknown indexes, negative or undefined quantities
 */
export function layOut(
  topology: ModelTopology,
  configuration: ModelConfiguration,
  hardware: ModelHardware,
  placement: Placement = placeEvenly(configuration, hardware),
): Network {
  checkModel(topology, configuration, hardware);
  const real = topology.components.length;
  const acked = configuration.ackers > 0;
  const components = real + (acked ? 1 : 0);
  const order = topologicalOrder(topology);
  const spouts = Int32Array.from(
    topology.components.flatMap(({ kind }, index) => (kind === 'spout' ? [index] : [])),
  );
  const executors = new Float64Array(components);
  configuration.executors.forEach((k, c) => {
    executors[c] = k;
  });
  if (acked) executors[real] = configuration.ackers;
  const streams = topology.streams;
  const shares = new Shares(topology, configuration, placement, order);
  const streamRemote = Float64Array.from(streams, (_, i) => shares.remote[i]!);
  const streamTuples = Float64Array.from(streams, (s) => s.tuplesPerInput * copiesOf(topology, s));
  const visits = visitsOf(topology, order, spouts, streamTuples, components);
  const population = Float64Array.from(spouts, (c) =>
    acked && configuration.pendingPerTask !== null
      ? configuration.pendingPerTask * topology.components[c]!.tasks
      : Number.POSITIVE_INFINITY,
  );
  const inFlight = population.reduce((sum, n) => sum + n, 0);
  const gcShare = gcOverhead(configuration, hardware, placement, inFlight);
  const { cpuSeconds, waitSeconds, variation } = services(
    topology,
    configuration,
    hardware,
    streamTuples,
    streamRemote,
    gcShare,
  );
  const remoteAck = 1 - 1 / placement.workers;
  return {
    topology,
    hardware,
    configuration,
    acked,
    components,
    order,
    spouts,
    visits,
    executors,
    cpuSeconds,
    waitSeconds,
    variation,
    population,
    ...shares.stations(components, acked, placement),
    streamFrom: Int32Array.from(streams, ({ from }) => from),
    streamTo: Int32Array.from(streams, ({ to }) => to),
    streamTuples,
    streamHop: streamRemote.map((r) => hop(hardware, r) + batchSeconds(configuration, r)),
    streamRemote,
    ...outgoing(topology),
    nodeCores: Float64Array.from(hardware.nodes, ({ cores }) => cores),
    nodeSpeed: Float64Array.from(hardware.nodes, ({ speed }) => speed),
    nodeThreads: threadsOf(placement, hardware),
    ackerHop: hop(hardware, remoteAck),
    gcShare,
  };
}

/**
 * A tuple waits for its batch to fill, or for the flush tuple that comes every flush interval: half of it on average, once for the producer's
 * batch and, where it leaves the worker, once for the transfer batch (Worker.java: no flush tuples where both batches are 1).
 */
function batchSeconds(
  { producerBatch, transferBatch, flushSeconds }: ModelConfiguration,
  remote: number,
): number {
  const waits = (producerBatch > 1 ? 1 : 0) + (transferBatch > 1 ? remote : 0);
  return (waits * flushSeconds) / 2;
}

function hop({ localHopSeconds, remoteHopSeconds }: ModelHardware, remote: number): number {
  return localHopSeconds + remote * (remoteHopSeconds - localHopSeconds);
}

function copiesOf({ components }: ModelTopology, { grouping, to }: ModelStream): number {
  return grouping === 'all' ? components[to]!.tasks : 1;
}

function visitsOf(
  { components: list, streams }: ModelTopology,
  order: Int32Array,
  spouts: Int32Array,
  streamTuples: Float64Array,
  components: number,
): Float64Array {
  const visits = new Float64Array(spouts.length * components);
  const outputs: number[][] = list.map(() => []);
  streams.forEach(({ from }, i) => {
    outputs[from]!.push(i);
  });
  spouts.forEach((spout, s) => {
    const row = s * components;
    visits[row + spout] = 1;
    for (const c of order) {
      for (const i of outputs[c]!) visits[row + streams[i]!.to]! += visits[row + c]! * streamTuples[i]!;
    }
    // Each tree is announced to an acker, each tuple of a bolt acknowledged there.
    if (components > list.length) {
      const bolts = list.reduce((sum, { kind }, c) => (kind === 'bolt' ? sum + visits[row + c]! : sum), 0);
      visits[row + list.length] = 1 + bolts;
    }
  });
  return visits;
}

/**
 * Seconds per tuple. The Universal Scalability Law (Gunther 1993) stretches each executor's service by
 * 1 + sigma (k - 1) + kappa k (k - 1); the garbage collector by 1 / (1 - its share).
 */
function services(
  { components, streams }: ModelTopology,
  { executors, ackers, producerBatch }: ModelConfiguration,
  hardware: ModelHardware,
  tuples: Float64Array,
  remote: Float64Array,
  gcShare: number,
): Pick<Network, 'cpuSeconds' | 'waitSeconds' | 'variation'> {
  const { sigma, kappa, serialisationSeconds, handoverSeconds, ackerCpuSeconds } = hardware;
  const n = components.length + (ackers > 0 ? 1 : 0);
  const cpuSeconds = new Float64Array(n);
  const waitSeconds = new Float64Array(n);
  const variation = new Float64Array(n).fill(1);
  const collector = gcShare < 1 ? 1 / (1 - gcShare) : Number.POSITIVE_INFINITY;
  components.forEach((component, c) => {
    const k = executors[c]!;
    const together = 1 + sigma * (k - 1) + kappa * k * (k - 1);
    cpuSeconds[c] = component.cpuSeconds * together * collector;
    waitSeconds[c] = component.waitSeconds * together;
    variation[c] = component.variation;
  });
  streams.forEach(({ from }, i) => {
    cpuSeconds[from]! +=
      tuples[i]! * (remote[i]! * serialisationSeconds + handoverSeconds / producerBatch) * collector;
  });
  if (ackers > 0) cpuSeconds[components.length] = ackerCpuSeconds * collector;
  return { cpuSeconds, waitSeconds, variation };
}

function outgoing({ components, streams }: ModelTopology): Pick<Network, 'outStart' | 'outStreams'> {
  const outStart = new Int32Array(components.length + 1);
  for (const { from } of streams) outStart[from + 1]! += 1;
  for (let c = 0; c < components.length; c++) outStart[c + 1]! += outStart[c]!;
  const outStreams = new Int32Array(streams.length);
  const next = outStart.slice();
  streams.forEach(({ from }, i) => {
    outStreams[next[from]!++] = i;
  });
  return { outStart, outStreams };
}

function threadsOf({ executorsOfWorker, nodeOfWorker }: Placement, { nodes }: ModelHardware): Float64Array {
  const threads = new Float64Array(nodes.length);
  executorsOfWorker.forEach((k, w) => {
    threads[nodeOfWorker[w]!]! += k;
  });
  return threads;
}
