// One particle's view of the topology under a configuration, ready to be solved.
import {
  createSolver,
  defaultConfiguration,
  defaultHardware,
  layOut,
  type ModelStream,
  type Solver,
} from '../model/index.js';
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
const coresUnknown = 1_000_000;

export function solverOf(
  shape: Shape,
  { particle, aloneSeconds, hopSeconds }: Belief,
  change: TwinChange,
): Solver {
  const executors = shape.names.map((name, i) =>
    Math.min(shape.tasks[i] ?? 1, after(change, name) ?? shape.executors[i] ?? 1),
  );
  const workers = change.workers ?? shape.workers;
  return createSolver(
    layOut(
      {
        components: shape.names.map((name, i) => ({
          name,
          kind: shape.kinds[i] ?? 'bolt',
          tasks: shape.tasks[i] ?? 1,
          cpuSeconds: 0,
          waitSeconds: aloneSeconds[i] ?? 0,
          variation: particle.variation,
        })),
        streams: particle.keepsLocal && workers > 1 ? shape.streams.map(keptLocal) : shape.streams,
      },
      {
        ...defaultConfiguration,
        executors,
        ackers: shape.ackers === 0 ? 0 : (change.ackers ?? shape.ackers),
        workers,
        pendingPerTask: change.pendingPerTask === undefined ? shape.pendingPerTask : change.pendingPerTask,
        producerBatch: change.producerBatch ?? shape.producerBatch,
        transferBatch: change.transferBatch ?? shape.transferBatch,
        messageTimeoutSeconds: Number.POSITIVE_INFINITY,
      },
      {
        ...defaultHardware,
        nodes: [{ cores: coresUnknown, speed: 1 }],
        sigma: particle.sigma,
        localHopSeconds: hopSeconds,
        remoteHopSeconds: hopSeconds + particle.remoteSeconds,
        serialisationSeconds: particle.serialisationSeconds,
        ackerCpuSeconds: shape.ackerSeconds,
      },
    ),
  );
}

function keptLocal(stream: ModelStream): ModelStream {
  return stream.grouping === 'shuffle' ? { ...stream, grouping: 'local_or_shuffle' } : stream;
}

/** Executors of a component after the change; undefined = as it is. A bolt may be called `constructor`. */
export function after({ executors }: TwinChange, name: string): number | undefined {
  return executors !== undefined && Object.hasOwn(executors, name) ? executors[name] : undefined;
}

/** Hops on the longest way from a spout to the acker. */
export function depthOf({ names, streams }: Shape): number {
  const depth = names.map(() => 0);
  for (let round = 0; round < names.length; round++) {
    for (const { from, to } of streams) depth[to] = Math.max(depth[to] ?? 0, (depth[from] ?? 0) + 1);
  }
  return Math.max(...depth) + 1;
}
