// What the discrete-event simulation is told and what it measures; a description of its own, so that it can contradict the model.

export type DesGrouping = 'shuffle' | 'local-or-shuffle' | 'fields' | 'global' | 'all';

export interface DesComponent {
  readonly name: string;
  readonly kind: 'spout' | 'bolt';
  readonly executors: number;
  /** >= executors, dealt over them in ranges as equal as can be, the longer first. Groupings choose tasks. */
  readonly tasks: number;
  /** Mean CPU and mean wait of one service, seconds. */
  readonly cpuSeconds: number;
  readonly waitSeconds: number;
  /** Coefficient of variation of each of the two parts, gamma distributed. */
  readonly variation: number;
  /** Spouts: Poisson arrivals at the source per second, over all executors; null = as many as are taken. */
  readonly offeredPerSecond: number | null;
}

export interface DesStream {
  readonly from: number;
  readonly to: number;
  readonly grouping: DesGrouping;
  /** For each tuple served: the whole part, and one more with the probability of the fraction. */
  readonly tuplesPerInput: number;
  /** Fields grouping: so much goes to the first task (the hottest key's), the rest evenly to all. */
  readonly hotShare: number;
}

export interface DesSetup {
  readonly components: readonly DesComponent[];
  readonly streams: readonly DesStream[];
  readonly workers: number;
  /** Executors of the acker; 0 = a tree is done with its last tuple, and nothing is pending. */
  readonly ackers: number;
  /** Mean CPU of an acker for a message, seconds (exponential). */
  readonly ackerCpuSeconds: number;
  readonly pendingPerTask: number | null;
  readonly nodes: readonly { readonly cores: number; readonly speed: number }[];
  readonly localHopSeconds: number;
  readonly remoteHopSeconds: number;
  /** CPU of the sender for each tuple to another worker, seconds. */
  readonly serialisationSeconds: number;
}

export interface DesRun {
  readonly seed: number;
  /** Trees completed before anything is measured, and while it is. */
  readonly warmUpTrees: number;
  readonly trees: number;
  /** The run ends here at the latest; what was measured until then counts. */
  readonly maxEvents: number;
}

export interface DesResult {
  /** Trees measured, and the simulated seconds of the measurement. */
  readonly trees: number;
  readonly seconds: number;
  readonly events: number;
  /** Completed trees per second of each spout, by component; 0 for bolts. */
  readonly throughput: readonly number[];
  readonly total: number;
  /** From emission to completion, seconds; NaN when nothing completed. */
  readonly meanSeconds: number;
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  readonly p99Seconds: number;
  /** Services ended per second, by component, the acker's last. */
  readonly served: readonly number[];
  /** Busy share of a component's executors, mean and of the busiest; the acker's last. */
  readonly utilisation: readonly number[];
  readonly busiest: readonly number[];
  /** Mean seconds of a tuple in the queue of a component and in service; the acker's last. */
  readonly queueSeconds: readonly number[];
  readonly serviceSeconds: readonly number[];
  /** Used share of each node's cores. */
  readonly nodeUse: readonly number[];
  /** Mean number of trees under way. */
  readonly inFlight: number;
  /** Arrivals at the sources, and by how much their backlog grew, while measured. */
  readonly arrived: number;
  readonly backlogGrowth: number;
}
