// Every knob Trimtab knows: key, engine, ladder, range, what a change restarts. docs/reference/knobs.md is made from it.
import type { Generation, Knob } from './types.js';

const both: readonly Generation[] = ['storm-1.2', 'storm-2.x'];
/** Those that Heron has as well: parallelism.<component> and containers there (heron.ts), and the engine's own key. */
const everywhere: readonly Generation[] = [...both, 'heron'];
const old: readonly Generation[] = ['storm-1.2'];
const current: readonly Generation[] = ['storm-2.x'];

const counts = [
  1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64, 80, 96, 128, 160, 192, 256, 320, 384, 512,
];
const pending = [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];
const batches = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const buffers = [256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
const memory = [64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096];

/** A queue is an array that is allocated whole: a million places are some 8 MB for each. */
const longestQueue = 1_048_576;
const storm = { engine: 'storm', restarts: 'all workers of the topology', values: 'integer' } as const;

export const knobCatalogue: readonly Knob[] = [
  {
    ...storm,
    name: 'executors.<component>',
    scope: 'component',
    generations: everywhere,
    live: everywhere,
    unit: 'executors',
    ladder: counts,
    min: 1,
    max: 10_000,
    default: 1,
    meaning:
      'Threads of a spout or bolt. Never more than its tasks: Storm drops the surplus without a word. executors.__acker are the threads of the acker.',
  },
  {
    ...storm,
    name: 'onheap.memory.mb.<component>',
    scope: 'component',
    generations: current,
    live: current,
    unit: 'MiB per executor',
    ladder: memory,
    min: 16,
    max: 65_536,
    default: 128,
    meaning:
      'Heap that each executor of a spout or bolt brings to its worker: the worker’s -Xmx is their sum. No page of Storm shows it, so the value in force is unknown unless Trimtab has set it.',
  },
  {
    ...storm,
    name: 'workers',
    scope: 'topology',
    generations: everywhere,
    live: everywhere,
    unit: 'workers',
    ladder: counts.filter((n) => n <= 64),
    min: 1,
    max: 1000,
    default: 1,
    meaning:
      'Worker processes. The heap of each follows the executors it holds. More than the free slots are not given.',
  },
  {
    ...storm,
    name: 'topology.max.spout.pending',
    scope: 'topology',
    generations: everywhere,
    live: current,
    unit: 'tuples per spout task',
    ladder: pending,
    min: 1,
    max: 10_000_000,
    default: null,
    meaning:
      'Tuples of one spout task that may be in flight. Latency ≈ pending × spout tasks / throughput (Little’s law). A value set on the component itself wins.',
  },
  {
    ...storm,
    name: 'topology.acker.executors',
    scope: 'topology',
    generations: both,
    live: [],
    unit: 'tasks of the acker',
    ladder: [0, ...counts],
    min: 0,
    max: 10_000,
    default: null,
    meaning:
      'Acker tasks; 0 switches acknowledging off. Only a new submission changes them safely: it renumbers tasks.',
  },
  {
    ...storm,
    name: 'topology.transfer.buffer.size',
    scope: 'topology',
    generations: both,
    live: current,
    unit: 'messages',
    ladder: [...buffers, 1000].sort((a, b) => a - b),
    min: 2,
    max: longestQueue,
    default: 1000,
    meaning:
      'Queue of a worker towards other workers (1.2: 1024, and a power of two). At least twice the transfer batch, or workers fail to start.',
  },
  {
    ...storm,
    name: 'topology.executor.receive.buffer.size',
    scope: 'topology',
    generations: both,
    live: current,
    unit: 'messages',
    ladder: buffers,
    min: 2,
    max: longestQueue,
    values: 'power of two',
    default: 32_768,
    meaning: 'Receive queue of an executor, a power of two (1024 on 1.2). At least twice the producer batch.',
  },
  {
    ...storm,
    name: 'topology.transfer.batch.size',
    scope: 'topology',
    generations: current,
    live: current,
    unit: 'messages',
    ladder: batches,
    min: 1,
    max: longestQueue / 2,
    default: 1,
    meaning: 'Messages sent together to another worker: throughput against latency.',
  },
  {
    ...storm,
    name: 'topology.producer.batch.size',
    scope: 'topology',
    generations: current,
    live: current,
    unit: 'messages',
    ladder: batches,
    min: 1,
    max: longestQueue / 2,
    default: 1,
    meaning: 'Messages handed together to a queue within the worker: throughput against latency.',
  },
  {
    ...storm,
    name: 'topology.batch.flush.interval.millis',
    scope: 'topology',
    generations: current,
    live: current,
    unit: 'ms',
    ladder: [0, 1, 2, 5, 10, 20, 50, 100],
    min: 0,
    max: 60_000,
    default: 1,
    meaning: 'How long an incomplete batch waits at most.',
  },
  {
    ...storm,
    name: 'topology.executor.send.buffer.size',
    scope: 'topology',
    generations: old,
    live: [],
    unit: 'messages',
    ladder: buffers,
    min: 2,
    max: longestQueue,
    values: 'power of two',
    default: 1024,
    meaning: 'Send queue of an executor, a power of two.',
  },
  {
    ...storm,
    name: 'topology.disruptor.batch.size',
    scope: 'topology',
    generations: old,
    live: [],
    unit: 'messages',
    ladder: batches,
    min: 1,
    max: longestQueue / 2,
    default: 100,
    meaning: 'Messages handed together to a queue: throughput against latency.',
  },
  {
    ...storm,
    name: 'topology.disruptor.batch.timeout.millis',
    scope: 'topology',
    generations: old,
    live: [],
    unit: 'ms',
    ladder: [1, 2, 5, 10, 20, 50, 100],
    min: 1,
    max: 60_000,
    default: 1,
    meaning: 'How long an incomplete batch waits at most.',
  },
];
