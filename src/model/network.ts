// Lays an application out on its configuration and hardware as a queueing network: who visits what, and with which share.
import { gcOverhead } from './heap.js';
import { type Placement, placeEvenly } from './placement.js';
import { checkModel, topologicalOrder } from './topology.js';
import type { ModelConfiguration, ModelHardware, ModelStream, ModelTopology } from './types.js';

/** All arrays are indexed by component (the acker is the last one), by station, by stream, by spout or by node. */
export interface Network {
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
  /** Executors that are alike: same component, node and share. */
  readonly stationStart: Int32Array;
  readonly stationNode: Int32Array;
  readonly stationCount: Float64Array;
  /** Share of the component's tuples that each executor of the station gets. */
  readonly stationShare: Float64Array;
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
    streamHop: streamRemote.map((r) => hop(hardware, r)),
    streamRemote,
    ...outgoing(topology),
    nodeCores: Float64Array.from(hardware.nodes, ({ cores }) => cores),
    nodeSpeed: Float64Array.from(hardware.nodes, ({ speed }) => speed),
    nodeThreads: threadsOf(placement, hardware),
    ackerHop: hop(hardware, remoteAck),
    gcShare,
  };
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

type Stations = Pick<Network, 'stationStart' | 'stationNode' | 'stationCount' | 'stationShare'>;

/** How the tuples of each component spread over its executors, one after the other from the spouts on. */
class Shares {
  /** Of each component, by executor in the order of dealing; they sum to 1. */
  private readonly ofExecutor: Float64Array[];
  private readonly workerOfExecutor: Int32Array[];
  /** Share of each stream's tuples that leave their worker. */
  readonly remote: Float64Array;

  constructor(
    { components, streams }: ModelTopology,
    { executors }: ModelConfiguration,
    { workers, counts }: Placement,
    order: Int32Array,
  ) {
    // Dealing in turn from where the component before ended: the first executor's worker is the one with the most, the earliest.
    let dealt = 0;
    this.workerOfExecutor = executors.map((k, c) => {
      const list: number[] = [];
      const left = Array.from({ length: workers }, (_, w) => counts[c * workers + w]!);
      for (let i = 0; list.length < k; i++) {
        const w = (dealt + i) % workers;
        if (left[w]! > 0) {
          left[w]! -= 1;
          list.push(w);
        }
      }
      dealt += k;
      return Int32Array.from(list);
    });
    this.remote = new Float64Array(streams.length);
    this.ofExecutor = executors.map((k, c) => byTasks(components[c]!.tasks, k));
    const inputs: { stream: ModelStream; i: number }[][] = components.map(() => []);
    streams.forEach((stream, i) => {
      inputs[stream.to]!.push({ stream, i });
    });
    for (const c of order) {
      const into = inputs[c]!;
      if (into.length === 0) continue;
      const even = this.ofExecutor[c]!;
      const total = into.reduce((sum, { stream }) => sum + stream.tuplesPerInput, 0);
      const mixed = new Float64Array(even.length);
      for (const { stream, i } of into) {
        const weight = total > 0 ? stream.tuplesPerInput / total : 1 / into.length;
        const { share, remote } = this.spread(stream, even, workers);
        this.remote[i] = remote;
        share.forEach((s, e) => {
          mixed[e]! += weight * s;
        });
      }
      this.ofExecutor[c] = mixed;
    }
  }

  private spread(
    { from, to, grouping, hotShare }: ModelStream,
    even: Float64Array,
    workers: number,
  ): { share: Float64Array; remote: number } {
    const sending = this.workerShares(from, this.ofExecutor[from]!, workers);
    const homes = this.workerOfExecutor[to]!;
    const share = new Float64Array(even.length);
    let local = 0;
    const there = this.workerShares(to, even, workers);
    if (grouping === 'local_or_shuffle') {
      for (let e = 0; e < even.length; e++) {
        const w = homes[e]!;
        share[e] = (sending[w]! * even[e]!) / there[w]!;
      }
      const homeless = sending.reduce((sum, s, w) => (there[w] === 0 ? sum + s : sum), 0);
      for (let e = 0; e < even.length; e++) share[e]! += homeless * even[e]!;
      local = 1 - homeless;
      return { share, remote: 1 - local };
    }
    for (let e = 0; e < even.length; e++) {
      if (grouping === 'global') share[e] = e === 0 ? 1 : 0;
      else if (grouping === 'fields') share[e] = (1 - hotShare) * even[e]! + (e === 0 ? hotShare : 0);
      else share[e] = even[e]!;
    }
    const arriving = this.workerShares(to, share, workers);
    for (let w = 0; w < workers; w++) local += sending[w]! * arriving[w]!;
    return { share, remote: Math.max(0, 1 - local) };
  }

  private workerShares(c: number, share: Float64Array, workers: number): Float64Array {
    const sums = new Float64Array(workers);
    share.forEach((s, e) => {
      sums[this.workerOfExecutor[c]![e]!]! += s;
    });
    return sums;
  }

  /** Executors that are alike become one station. */
  stations(components: number, acked: boolean, { workers, counts, nodeOfWorker }: Placement): Stations {
    const start = [0];
    const [node, count, share]: [number[], number[], number[]] = [[], [], []];
    const put = (from: number, n: number, s: number, many: number): void => {
      for (let i = from; i < node.length; i++) {
        if (node[i] === n && Math.abs(share[i]! - s) < 1e-12) {
          count[i]! += many;
          return;
        }
      }
      node.push(n);
      share.push(s);
      count.push(many);
    };
    this.ofExecutor.forEach((shares, c) => {
      const from = node.length;
      shares.forEach((s, e) => {
        put(from, nodeOfWorker[this.workerOfExecutor[c]![e]!]!, s, 1);
      });
      start.push(node.length);
    });
    if (acked) {
      const row = components - 1;
      const from = node.length;
      let total = 0;
      for (let w = 0; w < workers; w++) total += counts[row * workers + w]!;
      for (let w = 0; w < workers; w++) {
        const many = counts[row * workers + w]!;
        if (many > 0) put(from, nodeOfWorker[w]!, 1 / total, many);
      }
      start.push(node.length);
    }
    return {
      stationStart: Int32Array.from(start),
      stationNode: Int32Array.from(node),
      stationCount: Float64Array.from(count),
      stationShare: Float64Array.from(share),
    };
  }
}

/** Tasks over executors, the longer ranges first (Utils.partitionFixed): an executor gets what its tasks get. */
function byTasks(tasks: number, executors: number): Float64Array {
  const short = Math.floor(tasks / executors);
  const longer = tasks % executors;
  return Float64Array.from({ length: executors }, (_, e) => (short + (e < longer ? 1 : 0)) / tasks);
}
