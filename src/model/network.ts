// Lays an application out on its configuration and hardware as a queueing network: who visits what, and how long it takes there.
import { contention } from './contention.js';
import { gcOverhead } from './heap.js';
import { type Placement, placeEvenly } from './placement.js';
import { type Routing, routingOf } from './routing.js';
import { checkModel } from './topology.js';
import type { ModelConfiguration, ModelHardware, ModelTopology } from './types.js';
import { wiringOf } from './wiring.js';

/** All arrays are indexed by component (the acker is the last one), by station, by stream, by spout or by node. */
export interface Network extends Routing {
  readonly configuration: ModelConfiguration;
  /** Per tuple: CPU on a node of speed 1 with everything that is done for it, and waiting; contention included. */
  readonly cpuSeconds: Float64Array;
  readonly waitSeconds: Float64Array;
  readonly variation: Float64Array;
  /** Tuples in flight allowed for each spout; Infinity = unlimited. */
  readonly population: Float64Array;
  /** Mean hop, waiting for a batch included, seconds. */
  readonly streamHop: Float64Array;
  ackerHop: number;
  /** Largest share of time that a worker's garbage collector takes; 1 = out of memory. */
  readonly gcShare: number;
}

/** Of each component alone, without the acker. */
export interface ComponentTimes {
  readonly cpuSeconds: ArrayLike<number>;
  readonly waitSeconds: ArrayLike<number>;
  readonly variation: ArrayLike<number>;
}

/** What of the hardware decides how long things take. */
export type HardwareTimes = Omit<ModelHardware, 'nodes' | 'liveMiBPerExecutor' | 'liveMiBPerTuple'>;

/**
 * @param placement default: dealt in turn
 * @throws RangeError for cycles, unknown indexes, negative or undefined quantities
 */
export function layOut(
  topology: ModelTopology,
  configuration: ModelConfiguration,
  hardware: ModelHardware,
  placement: Placement = placeEvenly(configuration, hardware.nodes.length),
): Network {
  const wiring = wiringOf(topology, configuration.ackers > 0);
  checkModel(topology, configuration, hardware);
  const { components } = topology;
  const routing = routingOf(wiring, configuration, hardware.nodes, placement);
  const network = networkOf(routing, configuration, hardware);
  const times = {
    cpuSeconds: components.map(({ cpuSeconds }) => cpuSeconds),
    waitSeconds: components.map(({ waitSeconds }) => waitSeconds),
    variation: components.map(({ variation }) => variation),
  };
  return timed(network, times, hardware);
}

/**
 * A network whose times are not known yet: it is solved after `timed` has written them.
 * @param like of the same wiring: both write their times into the same arrays, so that only one of them holds at a time; absent: own arrays
 */
export function networkOf(
  routing: Routing,
  configuration: ModelConfiguration,
  hardware: Pick<ModelHardware, 'liveMiBPerExecutor' | 'liveMiBPerTuple'>,
  like?: Network,
): Network {
  const { acked, components, spoutTasks, placement } = routing;
  const { pendingPerTask } = configuration;
  const population = new Float64Array(spoutTasks.length);
  let inFlight = 0;
  for (let s = 0; s < population.length; s++) {
    population[s] =
      acked && pendingPerTask !== null ? pendingPerTask * spoutTasks[s]! : Number.POSITIVE_INFINITY;
    inFlight += population[s]!;
  }
  // The spread comes last: to add properties to what was spread takes V8 dozens of times as long, longer than solving.
  return {
    configuration,
    cpuSeconds: like?.cpuSeconds ?? new Float64Array(components),
    waitSeconds: like?.waitSeconds ?? new Float64Array(components),
    variation: like?.variation ?? new Float64Array(components).fill(1),
    population,
    streamHop: like?.streamHop ?? new Float64Array(routing.streamTo.length),
    ackerHop: 0,
    gcShare: gcOverhead(configuration, hardware, placement, inFlight),
    ...routing,
  };
}

/**
 * Writes the times of a network, in place. Contention stretches each executor's service; the garbage collector by 1 / (1 - its share).
 * @returns the same network
 */
export function timed(network: Network, times: ComponentTimes, hardware: HardwareTimes): Network {
  const { executors, cpuSeconds, waitSeconds, variation, gcShare, configuration, acked } = network;
  const { streamFrom, streamTuples, streamRemote, streamHop } = network;
  const { sigma, kappa, serialisationSeconds, handoverSeconds, ackerCpuSeconds } = hardware;
  const collector = gcShare < 1 ? 1 / (1 - gcShare) : Number.POSITIVE_INFINITY;
  const real = network.components - (acked ? 1 : 0);
  for (let c = 0; c < real; c++) {
    const together = contention(executors[c]!, sigma, kappa);
    cpuSeconds[c] = times.cpuSeconds[c]! * together * collector;
    waitSeconds[c] = times.waitSeconds[c]! * together;
    variation[c] = times.variation[c]!;
  }
  const handover = handoverSeconds / configuration.producerBatch;
  for (let i = 0; i < streamHop.length; i++) {
    const remote = streamRemote[i]!;
    cpuSeconds[streamFrom[i]!]! += streamTuples[i]! * (remote * serialisationSeconds + handover) * collector;
    streamHop[i] = hop(hardware, remote) + batchSeconds(configuration, remote);
  }
  if (acked) cpuSeconds[real] = ackerCpuSeconds * collector;
  network.ackerHop = hop(hardware, 1 - 1 / network.placement.workers);
  return network;
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

function hop({ localHopSeconds, remoteHopSeconds }: HardwareTimes, remote: number): number {
  return localHopSeconds + remote * (remoteHopSeconds - localHopSeconds);
}
