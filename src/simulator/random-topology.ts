// Random applications with a configuration, a cluster and a load, by seed: what the model and the policies are tried on.
import {
  defaultConfiguration,
  defaultHardware,
  type Grouping,
  type ModelComponent,
  type ModelConfiguration,
  type ModelHardware,
  type ModelStream,
  type ModelTopology,
} from '../model/index.js';
import { createRandom, type Random } from '../util/index.js';

export interface RandomTopology {
  readonly topology: ModelTopology;
  readonly configuration: ModelConfiguration;
  readonly hardware: ModelHardware;
  /** Tuples per second that each spout is offered, in the order of the components; Infinity = as many as it takes. */
  readonly offeredPerSecond: readonly number[];
}

/** Tuples that one tuple of a spout may give rise to, itself included. */
const mostVisits = 30;

const groupings: readonly (readonly [Grouping, number])[] = [
  ['shuffle', 0.4],
  ['local_or_shuffle', 0.2],
  ['fields', 0.25],
  ['none', 0.05],
  ['global', 0.05],
  ['all', 0.05],
];

/** Fewest and most bolts of an application. */
export type BoltRange = readonly [least: number, most: number];

const usualBolts: BoltRange = [2, 8];

/** One or two spouts and some bolts; chains, fan-out, joins and diamonds; from nearly idle to more than it can carry. */
export function randomTopology(seed: number, boltRange: BoltRange = usualBolts): RandomTopology {
  const random = createRandom(seed).fork('topology');
  const { topology, executors, visits } = randomApplication(random, boltRange);
  const nodes = Array.from({ length: 1 + random.integer(3) }, () => ({
    cores: pick(random, [2, 4, 8, 16]),
    speed: pick(random, [0.8, 1, 1, 1.25]),
  }));
  const workers = 1 + random.integer(3);
  const hardware = {
    ...defaultHardware,
    nodes,
    ackerCpuSeconds: between(random, 0.000_002, 0.000_02),
    // The simulation that judges the model knows neither heap nor timeouts.
    liveMiBPerExecutor: 0,
    liveMiBPerTuple: 0,
  };
  const most = capacityPerSecond(topology, executors, visits, hardware);
  const isUnlimited = random.uniform() < 0.15;
  const configuration = {
    ...defaultConfiguration,
    executors,
    workers,
    ackers: pick(random, [workers, workers, 1, 2]),
    pendingPerTask: isUnlimited ? null : Math.max(1, Math.round(between(random, 1, 1000))),
    messageTimeoutSeconds: 3600,
  };
  return {
    topology,
    configuration,
    hardware,
    offeredPerSecond: randomLoad(random, topology, most, isUnlimited),
  };
}

interface Application {
  readonly topology: ModelTopology;
  readonly executors: readonly number[];
  /** Tuples at each component for each one of the spouts, taken together. */
  readonly visits: readonly number[];
}

/** Drawn again until a tree is small enough. Components are in the order of their names, bolts first. */
function randomApplication(random: Random, [least, most]: BoltRange): Application {
  for (;;) {
    const bolts = least + random.integer(most - least + 1);
    const spouts = random.uniform() < 0.3 ? 2 : 1;
    const drawn = Array.from({ length: bolts + spouts }, (_, c) => randomComponent(random, c, bolts));
    const streams = randomStreams(random, bolts, spouts);
    const executors = randomExecutors(random, drawn, visitsOf({ components: drawn, streams }));
    const components = drawn.map((component, c) => ({
      ...component,
      tasks: (executors[c] ?? 1) * pick(random, [1, 1, 2, 4]) + pick(random, [0, 0, 0, 1]),
    }));
    const topology = { components, streams };
    const visits = visitsOf(topology);
    if (visits.reduce((sum, v) => sum + v, 0) <= mostVisits) return { topology, executors, visits };
  }
}

function randomComponent(random: Random, c: number, bolts: number): ModelComponent {
  const isSpout = c >= bolts;
  return {
    name: isSpout ? `spout-${c - bolts + 1}` : `bolt-${c + 1}`,
    kind: isSpout ? 'spout' : 'bolt',
    tasks: 1,
    cpuSeconds: isSpout ? between(random, 0.000_005, 0.000_1) : between(random, 0.000_02, 0.005),
    waitSeconds: !isSpout && random.uniform() < 0.5 ? between(random, 0.000_02, 0.005) : 0,
    variation: random.uniform() < 0.5 ? 1 : 0.2 + 1.3 * random.uniform(),
  };
}

/** Each bolt hears one component before it, or two; each spout is heard. */
function randomStreams(random: Random, bolts: number, spouts: number): ModelStream[] {
  const streams: ModelStream[] = [];
  for (let to = 0; to < bolts; to++) {
    // The first bolts hear the spouts, so that none talks to nobody.
    const first = to < spouts ? bolts + to : source(random, to, bolts, spouts);
    streams.push(randomStream(random, first, to));
    const second = source(random, to, bolts, spouts);
    if (random.uniform() < 0.3 && second !== first) streams.push(randomStream(random, second, to));
  }
  return streams;
}

/** Any earlier bolt, the one just before most often, or a spout. */
function source(random: Random, to: number, bolts: number, spouts: number): number {
  if (to === 0 || random.uniform() < 0.2) return bolts + random.integer(spouts);
  return random.uniform() < 0.5 ? to - 1 : random.integer(to);
}

function randomStream(random: Random, from: number, to: number): ModelStream {
  const grouping = weighted(random, groupings);
  const isSelective = random.uniform() < 0.5;
  return {
    from,
    to,
    grouping,
    tuplesPerInput: isSelective ? Math.round(100 * between(random, 0.1, 10)) / 100 : 1,
    hotShare: grouping === 'fields' && random.uniform() < 0.5 ? 0.5 * random.uniform() : 0,
  };
}

/** Bolts hear spouts and the bolts before them. */
function visitsOf(topology: ModelTopology): number[] {
  const { components, streams } = topology;
  const spouts = components.filter(({ kind }) => kind === 'spout').length;
  const visits = components.map(({ kind }) => (kind === 'spout' ? 1 / spouts : 0));
  components.forEach((_, c) => {
    for (const stream of streams) {
      if (stream.to === c)
        visits[c] = (visits[c] ?? 0) + (visits[stream.from] ?? 0) * copies(topology, stream);
    }
  });
  return visits;
}

/** Tuples that arrive for each one that is sent from. */
function copies({ components }: ModelTopology, { to, grouping, tuplesPerInput }: ModelStream): number {
  return tuplesPerInput * (grouping === 'all' ? (components[to]?.tasks ?? 1) : 1);
}

/** About as many as its work asks for, a few times more or less. */
function randomExecutors(
  random: Random,
  components: readonly ModelComponent[],
  visits: readonly number[],
): number[] {
  const work = components.map((component, c) => (visits[c] ?? 0) * serviceSeconds(component));
  const total = work.reduce((sum, one) => sum + one, 0);
  const size = between(random, 3, 30);
  return work.map((one) =>
    Math.max(1, Math.min(16, Math.round((size * one * between(random, 0.4, 2.5)) / total))),
  );
}

/** Tuples of all spouts per second at which the first executor or all cores together are full. */
function capacityPerSecond(
  topology: ModelTopology,
  executors: readonly number[],
  visits: readonly number[],
  { nodes }: ModelHardware,
): number {
  const busiestSeconds = topology.components.map((component, c) => {
    const fair = Math.ceil(component.tasks / (executors[c] ?? 1)) / component.tasks;
    let share = component.kind === 'spout' ? (visits[c] ?? 0) * fair : 0;
    for (const stream of topology.streams) {
      const hot = stream.grouping === 'global' ? 1 : stream.hotShare;
      const tuples = stream.to === c ? (visits[stream.from] ?? 0) * copies(topology, stream) : 0;
      share += tuples * (hot + (1 - hot) * fair);
    }
    return share * serviceSeconds(component);
  });
  const cores = nodes.reduce((sum, node) => sum + node.cores * node.speed, 0);
  const cpu = topology.components.reduce((sum, { cpuSeconds }, c) => sum + cpuSeconds * (visits[c] ?? 0), 0);
  return 1 / Math.max(cpu / cores, ...busiestSeconds);
}

/** Without a limit of pending tuples never so much that a queue grows for ever. */
function randomLoad(
  random: Random,
  { components }: ModelTopology,
  most: number,
  isUnlimited: boolean,
): number[] {
  const kind = random.uniform();
  const share =
    isUnlimited || kind < 0.6 ? between(random, 0.1, isUnlimited ? 0.6 : 0.95) : between(random, 0.95, 2);
  const spouts = components.filter(({ kind }) => kind === 'spout');
  const weights = spouts.map(() => 0.5 + random.uniform());
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const takesAll = !isUnlimited && kind > 0.8;
  return weights.map((weight) => (takesAll ? Number.POSITIVE_INFINITY : (most * share * weight) / total));
}

function serviceSeconds({ cpuSeconds, waitSeconds }: ModelComponent): number {
  return cpuSeconds + waitSeconds;
}

/** Log-uniform. */
function between(random: Random, low: number, high: number): number {
  return low * (high / low) ** random.uniform();
}

function pick<T>(random: Random, items: readonly [T, ...T[]]): T {
  return items[random.integer(items.length)] ?? items[0];
}

function weighted(random: Random, items: readonly (readonly [Grouping, number])[]): Grouping {
  let left = random.uniform();
  for (const [item, weight] of items) {
    left -= weight;
    if (left < 0) return item;
  }
  return 'shuffle';
}
