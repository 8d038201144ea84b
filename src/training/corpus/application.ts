// Applications of an episode: a random topology, started with too few or too many executors, on nodes that more or less suffice.
import {
  createSolver,
  layOut,
  type ModelConfiguration,
  type ModelHardware,
  solve,
} from '../../model/index.js';
import { type RandomTopology, randomTopology } from '../../simulator/index.js';
import type { Random } from '../../util/index.js';
import { between, pick, scaled } from './draw.js';
import type { ClusterFamily, Family } from './family.js';

export interface Application {
  readonly topology: RandomTopology['topology'];
  readonly configuration: ModelConfiguration;
  readonly hardware: ModelHardware;
  readonly slotsPerNode: number;
  /** Of all spouts together, tuples/s. */
  readonly meanPerSecond: number;
  /** Complete latency with executors for all tasks and room in flight, milliseconds. */
  readonly attainableLatencyMs: number;
  /** How many times as long as usual workers take to come up. */
  readonly restartFactor: number;
}

/** Mean load over what the first configuration carries; in most episodes no more than that share of what any can carry. */
const loadRange = [0.25, 2] as const;
const attainableShare = 0.8;
const usuallyAttainable = 0.85;

const clusters: Readonly<
  Record<
    ClusterFamily,
    { cpuUse: readonly [number, number]; nodes: number; restarts: readonly [number, number] }
  >
> = {
  usual: { cpuUse: [0.15, 0.75], nodes: 3, restarts: [0.7, 1.8] },
  others: { cpuUse: [0.4, 1.05], nodes: 6, restarts: [1.8, 3.5] },
};

export function drawApplication(random: Random, seed: number, { bolts, cluster }: Family): Application {
  const drawn = randomTopology(seed, bolts);
  const room = pick(random, [2, 4, 4, 8]);
  const topology = {
    ...drawn.topology,
    components: drawn.topology.components.map((c, i) => ({
      ...c,
      tasks: Math.max(c.tasks, room * (drawn.configuration.executors[i] ?? 1)),
    })),
  };
  const configuration = { ...drawn.configuration, ...drawInFlight(random), messageTimeoutSeconds: 30 };
  const { cpuUse, nodes, restarts } = clusters[cluster];
  const isFar = cluster === 'others';
  const hardware: ModelHardware = {
    ...drawn.hardware,
    nodes: [{ cores: 100_000, speed: 1 }],
    sigma: isFar ? between(random, 0.06, 0.12) : between(random, 0, 0.06),
    remoteHopSeconds: isFar ? 0.003 : drawn.hardware.remoteHopSeconds,
  };
  const spouts = topology.components.filter(({ kind }) => kind === 'spout').length;
  const endless = Array.from({ length: spouts }, () => Number.POSITIVE_INFINITY);
  const carried = (own: Partial<ModelConfiguration>): number =>
    solve(createSolver(layOut(topology, { ...configuration, ...own }, hardware)), endless).total;
  const allTasks = { executors: topology.components.map(({ tasks }) => tasks), pendingPerTask: 5000 };
  const most = carried({ ...allTasks, messageTimeoutSeconds: 3600 });
  const wanted = Math.max(0.5, carried({}) * scaled(random, ...loadRange));
  const isAttainable = random.uniform() < usuallyAttainable;
  const meanPerSecond = isAttainable ? Math.min(wanted, attainableShare * most) : wanted;
  const offered = endless.map(() => meanPerSecond / spouts);
  const roomy = solve(createSolver(layOut(topology, { ...configuration, ...allTasks }, hardware)), offered);
  const cores = coresFor(random, topology, meanPerSecond / spouts, scaled(random, ...cpuUse));
  const count = 1 + random.integer(nodes);
  return {
    topology,
    configuration,
    hardware: {
      ...hardware,
      nodes: Array.from({ length: count }, () => ({
        cores: Math.ceil(cores / count),
        speed: isFar ? pick(random, [0.6, 1, 1.5]) : pick(random, [0.8, 1, 1, 1.25]),
      })),
    },
    slotsPerNode: pick(random, [2, 4]),
    meanPerSecond,
    attainableLatencyMs: 1000 * Math.min(30, Math.max(0.0005, roomy.responseSeconds)),
    restartFactor: scaled(random, ...restarts),
  };
}

/** What people set: a limit that binds, a generous one, or none. */
function drawInFlight(random: Random): Pick<ModelConfiguration, 'pendingPerTask'> {
  const kind = random.uniform();
  if (kind < 0.1) return { pendingPerTask: null };
  return { pendingPerTask: Math.round(kind < 0.45 ? scaled(random, 3, 100) : scaled(random, 100, 3000)) };
}

/** So many cores that the mean load uses that share of them. */
function coresFor(
  random: Random,
  { components, streams }: RandomTopology['topology'],
  perSpout: number,
  use: number,
): number {
  const rates = components.map(({ kind }) => (kind === 'spout' ? perSpout : 0));
  components.forEach((_, to) => {
    for (const s of streams) {
      const copies = s.grouping === 'all' ? (components[to]?.tasks ?? 1) : 1;
      if (s.to === to) rates[to] = (rates[to] ?? 0) + (rates[s.from] ?? 0) * s.tuplesPerInput * copies;
    }
  });
  const cpu = components.reduce((sum, c, i) => sum + c.cpuSeconds * (rates[i] ?? 0), 0);
  return Math.max(pick(random, [1, 2]), cpu / use);
}
