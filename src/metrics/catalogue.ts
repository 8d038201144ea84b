// The metric catalogue: every number of an Evaluation with its unit, range and meaning. docs/reference/metrics.md is made from it.
import type { ComponentEvaluation, Evaluation, ExternalInputs } from './types.js';

export interface MetricEntry {
  readonly name: string;
  readonly scope: 'component' | 'topology' | 'external';
  readonly unit: string;
  readonly range: string;
  readonly meaning: string;
  /** Where it comes from: the engine's statistics, lines of the Graphite reporter of Storm 2.x, or what the configuration asks outside. */
  readonly source: 'statistics' | 'Graphite' | 'external';
}

type Described = Omit<MetricEntry, 'name' | 'scope' | 'source'> & {
  readonly source?: 'Graphite' | 'external';
};

/** `process` has the topology's own names for single components. */
type ComponentMetric = Exclude<
  keyof ComponentEvaluation,
  'name' | 'kind' | 'inputs' | 'lastError' | 'process'
>;
type TopologyMetric = Exclude<
  keyof Evaluation,
  | 'at'
  | 'topology'
  | 'window'
  | 'components'
  | 'acking'
  | 'elastic'
  | 'sampleRate'
  | 'batches'
  | 'external'
  | 'bottleneck'
>;

const component: Readonly<Record<ComponentMetric, Described>> = {
  executors: { unit: 'executors', range: '≥ 0', meaning: 'Threads that run the component.' },
  tasks: {
    unit: 'tasks',
    range: '≥ 1',
    meaning: 'Upper bound for executors, fixed at submission. tasks − executors is the head-room.',
  },
  inputPerSecond: {
    unit: 'tuples/s',
    range: '≥ 0',
    meaning: 'Arrival: tuples executed by all executors. null for spouts.',
  },
  outputPerSecond: {
    unit: 'tuples/s',
    range: '≥ 0',
    meaning:
      'Tuples emitted by all executors, system streams left out. Taken from what the bolts behind execute, where each stream has a bolt of its own and both agree: the engine counts emissions with more noise.',
  },
  executeLatencyMs: {
    unit: 'ms',
    range: '≥ 0',
    meaning:
      'Service: mean time inside execute(), waiting for I/O included. Storm adds up whole milliseconds of 5 % of the tuples, so values under a millisecond are right on average but noisy.',
  },
  processLatencyMs: {
    unit: 'ms',
    range: '≥ 0',
    meaning: 'Mean time from the start of execute() to ack() or fail() of that tuple; no queueing.',
  },
  utilisation: {
    unit: 'share of time',
    range: '0 … about 1.05',
    meaning:
      'Time inside execute() of the busiest executor (Storm calls it capacity). Where one counted tuple is more than 5 % of its window, that one is left off, down to the mean: it may be chance. It leaves out deserialisation, waiting for a full queue downstream and garbage collection between tuples: only the bottleneck shows values near 1, and a bolt held back by the one behind it looks idle.',
  },
  utilisationMean: {
    unit: 'share of time',
    range: '0 … about 1.05',
    meaning: 'The same, mean over the executors.',
  },
  selectivity: {
    unit: 'tuples out per tuple in',
    range: '≥ 0',
    meaning: 'Emitted per executed tuple; null without input.',
  },
  skew: {
    unit: 'ratio',
    range: '≥ 1',
    meaning:
      'Input of the busiest executor against the mean: hot keys of a fields grouping, or uneven tasks.',
  },
  idleExecutors: {
    unit: 'executors',
    range: '≥ 0',
    meaning:
      'Executors without any input while the others had enough for it to be no chance: a shuffle that prefers its own worker, or too few keys.',
  },
  rateError: {
    unit: 'share of the rate',
    range: '≥ 0',
    meaning:
      'Standard error of the input (of a spout: the output), from counting one tuple in 20 and from uptimes in whole seconds.',
  },
  completeLatencyMs: {
    unit: 'ms',
    range: '≥ 0',
    meaning:
      'Of a spout, where there are several: mean time until its tuples are done. The topology’s is the mean over all spouts.',
  },
  ackedPerSecond: {
    unit: 'tuples/s',
    range: '≥ 0',
    meaning:
      'Of a spout, where there are several: its tuples that are done. What it emits without message ids is not among them, and does not count for its pending limit.',
  },
  backpressureMsPerSecond: {
    unit: 'ms per s',
    range: '≥ 0',
    meaning:
      'Time in which full buffers towards its instances held the spouts back, all instances together, over the last five full minutes (Heron only).',
  },
  queueFill: {
    unit: 'share of the queue',
    range: '0 … 1',
    meaning:
      'Fill of the fullest receive queue of its executors. Near 1 the component is behind, whatever BUSY says, and holds back who sends to it. On Heron from the Tracker, where its sinks let queue sizes through, or from a Prometheus that scrapes its prometheus-sink.',
    source: 'Graphite',
  },
  queueWaitMs: {
    unit: 'ms',
    range: '≥ 0',
    meaning:
      'How long a tuple waits in the slowest of these queues, as Storm estimates it from their population and arrivals.',
    source: 'Graphite',
  },
  queueOverflow: {
    unit: 'tuples',
    range: '≥ 0',
    meaning:
      'Tuples from other workers that found the queue full and wait beside it; the most of any executor.',
    source: 'Graphite',
  },
  queueDroppedPerSecond: {
    unit: 'tuples/s',
    range: '≥ 0',
    meaning:
      'Tuples thrown away because topology.executor.overflow.limit was reached too; the most of any executor.',
    source: 'Graphite',
  },
};

const topology: Readonly<Record<TopologyMetric, Described>> = {
  throughputPerSecond: {
    unit: 'tuples/s',
    range: '≥ 0',
    meaning:
      'Spout tuples acknowledged (their whole tree done). Without ackers, or where spouts emit without message ids: tuples that reach the last bolts.',
  },
  failedPerSecond: { unit: 'tuples/s', range: '≥ 0', meaning: 'Spout tuples failed or timed out.' },
  failedByBoltsPerSecond: {
    unit: 'tuples/s',
    range: '≥ 0',
    meaning: 'Tuples that bolts failed by themselves, so not by a timeout. Absent where there are none.',
  },
  completeLatencyMs: {
    unit: 'ms',
    range: '≥ 0',
    meaning:
      'Mean time from the acker’s first sight of a spout tuple to the end of its tree: queues included, the hops spout → acker → spout left out. null without ackers or message ids, or when nothing completed.',
  },
  queueingMs: {
    unit: 'ms',
    range: '≥ 0',
    meaning:
      'Estimate: complete latency less the process latencies along the slowest path. Queues, network and acker.',
  },
  pendingLimit: {
    unit: 'tuples',
    range: '≥ 1',
    meaning: 'topology.max.spout.pending × spout tasks; null when unlimited.',
  },
  pendingUse: {
    unit: 'share',
    range: '0 … about 1.1',
    meaning:
      'Throughput × complete latency / pending limit (Little’s law). Near 1 the spout is held back, and how much more is on offer cannot be seen.',
  },
  workers: { unit: 'workers', range: '≥ 0', meaning: 'Worker processes of the assignment.' },
  backpressureShare: {
    unit: 'share of time',
    range: '0 … 1',
    meaning:
      'Time in which the spouts could not emit because a queue behind them was full; mean over their executors.',
    source: 'Graphite',
  },
  skippedMaxSpoutShare: {
    unit: 'share of time',
    range: '0 … 1',
    meaning:
      'Time in which the spouts did not emit because topology.max.spout.pending tuples were in flight; mean over their executors.',
    source: 'Graphite',
  },
  skippedInactiveShare: {
    unit: 'share of time',
    range: '0 … 1',
    meaning: 'Time in which the spouts were deactivated; mean over their executors.',
    source: 'Graphite',
  },
  backpressureOverflow: {
    unit: 'tuples',
    range: '≥ 0',
    meaning:
      'Tuples beside a full queue when a worker last told the others to wait, the most; 0 without backpressure between workers.',
    source: 'Graphite',
  },
  transferQueueFill: {
    unit: 'share of the queue',
    range: '0 … 1',
    meaning: 'Fill of the fullest queue from a worker to the others.',
    source: 'Graphite',
  },
  cpuCores: {
    unit: 'cores',
    range: '≥ 0',
    meaning: 'Cores that the busiest worker uses; on Heron the busiest instance, by its Tracker.',
    source: 'Graphite',
  },
  heapUsedMiB: {
    unit: 'MiB',
    range: '≥ 0',
    meaning:
      'Heap in use, garbage included, of the worker with the most; on Heron memory, of an instance, by its Tracker.',
    source: 'Graphite',
  },
  heapFill: {
    unit: 'share of the heap',
    range: '0 … 1',
    meaning:
      'Heap in use against the most it may become, of the fullest worker (Heron: instance); garbage included, so that it saws up and down.',
    source: 'Graphite',
  },
  gcShare: {
    unit: 'share of time',
    range: '0 … 1',
    meaning: 'Time in garbage collection, of the worker (Heron: instance) with the most.',
    source: 'Graphite',
  },
};

const external: Readonly<Record<keyof ExternalInputs, Described>> = {
  backlogTuples: {
    unit: 'tuples',
    range: '≥ 0',
    meaning:
      'What waits at the source: the lag of its consumer. Growing, it says that the source has more to give than is taken.',
    source: 'external',
  },
  offeredPerSecond: {
    unit: 'tuples/s',
    range: '≥ 0',
    meaning:
      'What the source has to give: the rate at which its producers write. Without it (or the backlog), demand cannot be told from saturation.',
    source: 'external',
  },
  latencyMs: {
    unit: 'ms',
    range: '≥ 0',
    meaning:
      'Mean latency as the application measures it. Takes the place of the complete latency in the utility and in SLOs; where tuples are not acknowledged, both leave latency out.',
    source: 'external',
  },
  latencyP95Ms: {
    unit: 'ms',
    range: '≥ 0',
    meaning: '95th percentile of the same. The engine tells means only.',
    source: 'external',
  },
};

export const metricCatalogue: readonly MetricEntry[] = [
  ...entriesOf('topology', topology),
  ...entriesOf('external', external),
  ...entriesOf('component', component),
];

function entriesOf(
  scope: MetricEntry['scope'],
  described: Readonly<Record<string, Described>>,
): MetricEntry[] {
  return Object.entries(described).map(([name, entry]) => ({ name, scope, source: 'statistics', ...entry }));
}
