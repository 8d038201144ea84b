// Chooses the configurations of the load topology to measure, and their order, with a fixed seed.
import { createRandom, type Random } from '../../../src/util/index.js';
import type { LoadSettings } from '../load-settings.js';

export type Configuration = {
  readonly executors: { readonly lines: 1; readonly split: number; readonly count: number };
  readonly workers: number;
  readonly pendingPerTask: number;
  readonly producerBatch: number;
  /** 1 unless said. */
  readonly transferBatch?: number;
  /** 1 unless said. */
  readonly flushMillis?: number;
  /** Lines per second that the source offers; 0 is as many as the engine takes. */
  readonly sourcePerSecond: number;
};

/** `repeat` numbers the measurements of one and the same configuration, from 1. */
export type Planned = { readonly configuration: Configuration; readonly repeat?: number };

/** What is measured in one run of the benchmark, and what a tuple costs in it. */
export interface Series {
  readonly work: LoadSettings;
  readonly planned: readonly Planned[];
}

/** Named by TRIMTAB_SERIES; `load` unless said. */
export const series: Readonly<Record<string, () => Series>> = {
  load: () => ({ work: waiting, planned: plannedMeasurements(20261124) }),
  pending: () => ({ work: waiting, planned: pendingSeries() }),
  batches: () => ({ work: { words: 4 }, planned: batchSeries() }),
};

const waiting = { words: 2.5, 'split.waitMillis': 4, 'count.waitMillis': 0.5 };

const levels = [
  [2, 4, 8, 12],
  [1, 2, 4],
  [1, 2],
  [10, 50, 200],
  [1, 20],
] as const;
const filling = 16;
const repeats = 5;
const limited: Configuration[] = [
  configurationOf([4, 2, 1, 50, 1], 300),
  configurationOf([8, 2, 2, 50, 20], 300),
];
const repeated = configurationOf([4, 2, 1, 50, 1]);

/** One configuration with more and more pending tuples: what the figure of the model's curve is drawn from. */
function pendingSeries(): Planned[] {
  return [1, 2, 3, 4, 6, 10, 20, 50].map((pending) => ({
    configuration: configurationOf([8, 2, 1, pending, 1]),
  }));
}

/** Tuples that cost nothing but their way through the engine, one by one and in batches; then few in flight, and a source with an end. */
function batchSeries(): Planned[] {
  const saturated = [1, 2, 3].flatMap((repeat) =>
    [1, 10, 100].flatMap((batch): Planned[] => [
      { configuration: configurationOf([1, 1, 1, 2000, batch]), repeat },
      { configuration: { ...configurationOf([2, 2, 2, 2000, 1]), transferBatch: batch }, repeat },
    ]),
  );
  const fewInFlight = [
    [1, 20],
    [2, 5],
    [2, 20],
  ].map(([workers = 1, batch = 1]) => ({ configuration: configurationOf([2, 2, workers, 10, batch]) }));
  const rate = 2000;
  const limited = [
    configurationOf([1, 1, 1, 2000, 1], rate),
    configurationOf([1, 1, 1, 2000, 100], rate),
    { ...configurationOf([1, 1, 1, 2000, 100], rate), flushMillis: 20 },
  ].map((configuration) => ({ configuration }));
  return [...saturated, ...fewInFlight, ...limited];
}

/** A balanced design of the unlimited source and the limited ones in random order, the repeats spread evenly among them. */
function plannedMeasurements(seed: number): Planned[] {
  const random = createRandom(seed);
  const chosen = [...spaceFilling(random).map((values) => configurationOf(values)), ...limited];
  const planned: Planned[] = shuffled(chosen, random).map((configuration) => ({ configuration }));
  const gap = (planned.length + 1) / (repeats - 1);
  for (let repeat = 1; repeat <= repeats; repeat++) {
    planned.splice(Math.round((repeat - 1) * gap), 0, { configuration: repeated, repeat });
  }
  return planned;
}

/** Of many designs that use every level of each factor about equally often, the one whose nearest two points are farthest apart. */
function spaceFilling(random: Random): number[][] {
  let best: { readonly distance: number; readonly points: number[][] } = { distance: -1, points: [] };
  for (let attempt = 0; attempt < 3000; attempt++) {
    const columns = levels.map((steps) =>
      shuffled(
        Array.from({ length: filling }, (_, i) => i % steps.length),
        random,
      ),
    );
    const points = Array.from({ length: filling }, (_, i) => columns.map((column) => column[i] ?? 0));
    const distance = nearest(points);
    if (distance > best.distance) best = { distance, points };
  }
  return best.points.map((point) => point.map((step, factor) => levels[factor]?.[step] ?? 0));
}

/** Of the two points nearest to each other, each factor scaled to 0 … 1; ties go to the larger mean distance. */
function nearest(points: readonly (readonly number[])[]): number {
  let least = Number.POSITIVE_INFINITY;
  let sum = 0;
  for (const [i, a] of points.entries()) {
    for (const b of points.slice(0, i)) {
      const parts = levels.map((steps, f) => ((a[f] ?? 0) - (b[f] ?? 0)) / (steps.length - 1));
      const distance = Math.hypot(...parts);
      least = Math.min(least, distance);
      sum += distance;
    }
  }
  return least + sum / 1e6;
}

function configurationOf(values: readonly number[], sourcePerSecond = 0): Configuration {
  const [split = 0, count = 0, workers = 0, pendingPerTask = 0, producerBatch = 0] = values;
  return { executors: { lines: 1, split, count }, workers, pendingPerTask, producerBatch, sourcePerSecond };
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, key: random.uniform() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
