// The metric catalogue: every number of an Evaluation with its unit, range and meaning. docs/reference/metrics.md is made from it.
import type { ComponentEvaluation, Evaluation } from './types.js';

export interface MetricEntry {
  readonly name: string;
  readonly scope: 'component' | 'topology';
  readonly unit: string;
  readonly range: string;
  readonly meaning: string;
}

type ComponentMetric = Exclude<keyof ComponentEvaluation, 'name' | 'kind' | 'inputs' | 'lastError'>;
type TopologyMetric = Exclude<
  keyof Evaluation,
  'at' | 'topology' | 'window' | 'components' | 'acking' | 'bottleneck'
>;

const component: Readonly<Record<ComponentMetric, Omit<MetricEntry, 'name' | 'scope'>>> = {
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
      'Time inside execute() of the busiest executor (Storm calls it capacity). It leaves out deserialisation, waiting for a full queue downstream and garbage collection between tuples: only the bottleneck shows values near 1, and a bolt held back by the one behind it looks idle.',
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
};

const topology: Readonly<Record<TopologyMetric, Omit<MetricEntry, 'name' | 'scope'>>> = {
  throughputPerSecond: {
    unit: 'tuples/s',
    range: '≥ 0',
    meaning:
      'Spout tuples acknowledged (their whole tree done). Without ackers: tuples that reach the last bolts.',
  },
  failedPerSecond: { unit: 'tuples/s', range: '≥ 0', meaning: 'Spout tuples failed or timed out.' },
  completeLatencyMs: {
    unit: 'ms',
    range: '≥ 0',
    meaning:
      'Mean time from the acker’s first sight of a spout tuple to the end of its tree: queues included, the hops spout → acker → spout left out. null without ackers or when nothing completed.',
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
};

export const metricCatalogue: readonly MetricEntry[] = [
  ...Object.entries(topology).map(([name, entry]) => ({ name, scope: 'topology' as const, ...entry })),
  ...Object.entries(component).map(([name, entry]) => ({ name, scope: 'component' as const, ...entry })),
];
