// A topology under a configuration as a belief sees it, ready to be solved; what beliefs have in common is laid out once.
import {
  createSolver,
  defaultConfiguration,
  defaultHardware,
  type ModelConfiguration,
  type ModelStream,
  type ModelTopology,
  type Network,
  networkOf,
  placeEvenly,
  type Routing,
  routingOf,
  type Solver,
  timed,
  type Wiring,
  wiringOf,
} from '../model/index.js';
import { own } from '../util/index.js';
import type { Particle } from './particle.js';
import type { Shape } from './shape.js';

/** What a change sets; absent = as it is. */
export interface TwinChange {
  readonly executors?: Readonly<Record<string, number>>;
  readonly workers?: number;
  readonly ackers?: number;
  /** Per spout task; null = unlimited. */
  readonly pendingPerTask?: number | null;
  readonly producerBatch?: number;
  readonly transferBatch?: number;
}

/** What a particle takes for true of this topology, from all that was observed. */
export interface Belief {
  readonly particle: Particle;
  /** Time in execute() of an executor that is alone, seconds. */
  readonly aloneSeconds: readonly number[];
  /** Each hop within a worker, with all that the model leaves out. */
  readonly hopSeconds: number;
}

/** Cores are not told by any engine: none is taken to be short of them. */
const nodes = [{ cores: 1_000_000, speed: 1 }] as const;

type Heap = Pick<typeof defaultHardware, 'liveMiBPerExecutor' | 'liveMiBPerTuple'>;

/** A shape under one configuration: gives the solver for a belief, good until these layouts are asked for another, of any configuration. */
export type Laid = (belief: Belief) => Solver;

/**
 * A shape laid out under the configurations that are asked for. Who visits what is the same for all beliefs but for what they hold of
 * shuffles, and the same under every pending limit and batch size: each is found out once, and only times are written anew. All solvers
 * share their arrays: making them took longer than solving.
 */
export class Layouts {
  private readonly topologies: readonly [ModelTopology, ModelTopology];
  private readonly wirings = new Map<ModelTopology, Wiring>();
  private readonly routings = new Map<string, Routing>();
  /** The first that was made, whose arrays the others use. */
  private solver: Solver | undefined;
  private readonly laid = new Map<string, Laid>();
  private readonly cpuSeconds: Float64Array;
  private readonly variation: Float64Array;

  /** Whether the configuration that was seen to run is out of memory by the model; null = not asked yet. */
  private isOverfull: boolean | null = null;

  /** @param seenPending per spout task, with which the topology was seen to run; null = unlimited */
  constructor(
    private readonly shape: Shape,
    private readonly seenPending: number | null = shape.pendingPerTask,
  ) {
    const { names, kinds, tasks, streams } = shape;
    const components = names.map((name, i) => ({
      name,
      kind: kinds[i] ?? 'bolt',
      tasks: tasks[i] ?? 1,
      // Of each belief, `timed` takes them from there.
      cpuSeconds: 0,
      waitSeconds: 0,
      variation: 0,
    }));
    const topology = { components, streams };
    const differs = streams.some(({ grouping }) => grouping === 'shuffle');
    this.topologies = [topology, differs ? { components, streams: streams.map(keptLocal) } : topology];
    this.cpuSeconds = new Float64Array(names.length);
    this.variation = new Float64Array(names.length);
  }

  under(change: TwinChange): Laid {
    const { shape } = this;
    const configuration = configurationUnder(shape, change);
    const { workers, pendingPerTask, producerBatch, transferBatch } = configuration;
    const routed = routedBy(configuration);
    const key = `${routed} ${pendingPerTask} ${producerBatch} ${transferBatch}`;
    const known = this.laid.get(key);
    if (known !== undefined) return known;
    const differs = this.topologies[0] !== this.topologies[1];
    const solvers: [Solver | null, Solver | null] = [null, null];
    const laid: Laid = (belief) => {
      const local = belief.particle.keepsLocal && differs && workers > 1 ? 1 : 0;
      solvers[local] ??= this.solverFor(this.routing(routed, configuration, local), configuration);
      this.time(solvers[local].network, belief);
      return solvers[local];
    };
    this.laid.set(key, laid);
    return laid;
  }

  private solverFor(routing: Routing, configuration: ModelConfiguration): Solver {
    const heap = this.heapFor(configuration.pendingPerTask);
    const like = this.solver?.network.acked === routing.acked ? this.solver : undefined;
    const solver = createSolver(networkOf(routing, configuration, heap, like?.network), like);
    this.solver ??= solver;
    return solver;
  }

  /**
   * What runs has memory for what is in flight under its limit, and under a lower one. Where the model says otherwise, far less is in flight
   * than the limit allows, and no metric says how much a tuple takes.
   */
  private heapFor(pendingPerTask: number | null): Heap {
    const { shape, seenPending } = this;
    if (seenPending === null || pendingPerTask === null || pendingPerTask > seenPending)
      return defaultHardware;
    if (this.isOverfull === null) {
      const seen = configurationUnder(shape, { pendingPerTask: seenPending });
      this.isOverfull = networkOf(this.routing(routedBy(seen), seen, 0), seen, defaultHardware).gcShare === 1;
    }
    return this.isOverfull ? { ...defaultHardware, liveMiBPerTuple: 0 } : defaultHardware;
  }

  private routing(routed: string, configuration: ModelConfiguration, local: 0 | 1): Routing {
    const key = `${routed} ${local}`;
    const known = this.routings.get(key);
    if (known !== undefined) return known;
    const placement = placeEvenly(configuration, nodes.length);
    const routing = routingOf(this.wiring(configuration, local), configuration, nodes, placement);
    this.routings.set(key, routing);
    return routing;
  }

  private wiring(configuration: ModelConfiguration, local: 0 | 1): Wiring {
    const topology = this.topologies[local];
    const { components, streams } = topology;
    const acked = configuration.ackers > 0;
    if (this.shape.elastic)
      return wiringOf({ components: asTasks(components, configuration), streams }, acked);
    const known = this.wirings.get(topology);
    const wiring = known?.acked === acked ? known : wiringOf(topology, acked);
    this.wirings.set(topology, wiring);
    return wiring;
  }

  private time(network: Network, { particle, aloneSeconds, hopSeconds }: Belief): void {
    const { cpuSeconds, variation } = this;
    variation.fill(particle.variation);
    timed(
      network,
      { cpuSeconds, waitSeconds: aloneSeconds, variation },
      {
        sigma: particle.sigma,
        kappa: defaultHardware.kappa,
        localHopSeconds: hopSeconds,
        remoteHopSeconds: hopSeconds + particle.remoteSeconds,
        serialisationSeconds: particle.serialisationSeconds,
        handoverSeconds: defaultHardware.handoverSeconds,
        ackerCpuSeconds: this.shape.ackerSeconds,
      },
    );
  }
}

function configurationUnder(shape: Shape, change: TwinChange): ModelConfiguration {
  const { flushSeconds, receiveBuffer, heapMiBPerExecutor } = defaultConfiguration;
  return {
    flushSeconds,
    receiveBuffer,
    heapMiBPerExecutor,
    executors: executorsUnder(shape, change),
    ackers: shape.ackers === 0 ? 0 : (change.ackers ?? shape.ackers),
    workers: change.workers ?? shape.workers,
    pendingPerTask: change.pendingPerTask === undefined ? shape.pendingPerTask : change.pendingPerTask,
    producerBatch: change.producerBatch ?? shape.producerBatch,
    transferBatch: change.transferBatch ?? shape.transferBatch,
    messageTimeoutSeconds: Number.POSITIVE_INFINITY,
  };
}

/** What of a configuration decides who visits what. */
function routedBy({ executors, ackers, workers }: ModelConfiguration): string {
  return `${executors.join()} ${ackers} ${workers}`;
}

function executorsUnder({ names, tasks, executors, elastic }: Shape, change: TwinChange): number[] {
  return names.map((name, i) => {
    const wanted = after(change, name) ?? executors[i] ?? 1;
    return elastic ? wanted : Math.min(tasks[i] ?? 1, wanted);
  });
}

/** Each instance is a task. */
function asTasks(
  components: ModelTopology['components'],
  { executors }: ModelConfiguration,
): ModelTopology['components'] {
  return components.map((component, i) => ({ ...component, tasks: executors[i] ?? component.tasks }));
}

function keptLocal(stream: ModelStream): ModelStream {
  return stream.grouping === 'shuffle' ? { ...stream, grouping: 'local_or_shuffle' } : stream;
}

/** Executors of a component after the change; undefined = as it is. A bolt may be called `constructor`. */
export function after({ executors }: TwinChange, name: string): number | undefined {
  return own(executors, name);
}
