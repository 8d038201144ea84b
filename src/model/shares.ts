// How the tuples of each component spread over its executors, by grouping and by worker.
import type { Placement } from './placement.js';
import type { ModelConfiguration, ModelStream, ModelTopology } from './types.js';

/** Executors that are alike: same component, node and share. Those of component c are stationStart[c] .. stationStart[c + 1]. */
export interface Stations {
  readonly stationStart: Int32Array;
  readonly stationNode: Int32Array;
  readonly stationCount: Float64Array;
  /** Share of the component's tuples that each executor of the station gets. */
  readonly stationShare: Float64Array;
}

/** How the tuples of each component spread over its executors, one after the other from the spouts on. */
export class Shares {
  /** Of each component, by executor in the order of dealing; they sum to 1. */
  private readonly ofExecutor: Float64Array[];
  private readonly workerOfExecutor: Int32Array[];
  /** Share of each stream's tuples that leave their worker. */
  readonly remote: Float64Array;

  constructor(
    { components, streams }: ModelTopology,
    { executors }: ModelConfiguration,
    { workers, counts }: Placement,
    order: Int32Array,
  ) {
    // Dealing in turn from where the component before ended: the first executor's worker is the one with the most, the earliest.
    let dealt = 0;
    this.workerOfExecutor = executors.map((k, c) => {
      const list: number[] = [];
      const left = Array.from({ length: workers }, (_, w) => counts[c * workers + w]!);
      for (let i = 0; list.length < k; i++) {
        const w = (dealt + i) % workers;
        if (left[w]! > 0) {
          left[w]! -= 1;
          list.push(w);
        }
      }
      dealt += k;
      return Int32Array.from(list);
    });
    this.remote = new Float64Array(streams.length);
    this.ofExecutor = executors.map((k, c) => byTasks(components[c]!.tasks, k));
    const inputs: { stream: ModelStream; i: number }[][] = components.map(() => []);
    streams.forEach((stream, i) => {
      inputs[stream.to]!.push({ stream, i });
    });
    for (const c of order) {
      const into = inputs[c]!;
      if (into.length === 0) continue;
      const even = this.ofExecutor[c]!;
      const total = into.reduce((sum, { stream }) => sum + stream.tuplesPerInput, 0);
      const mixed = new Float64Array(even.length);
      for (const { stream, i } of into) {
        const weight = total > 0 ? stream.tuplesPerInput / total : 1 / into.length;
        const { share, remote } = this.spread(stream, even, workers);
        this.remote[i] = remote;
        share.forEach((s, e) => {
          mixed[e]! += weight * s;
        });
      }
      this.ofExecutor[c] = mixed;
    }
  }

  private spread(
    { from, to, grouping, hotShare }: ModelStream,
    even: Float64Array,
    workers: number,
  ): { share: Float64Array; remote: number } {
    const sending = this.workerShares(from, this.ofExecutor[from]!, workers);
    const homes = this.workerOfExecutor[to]!;
    const share = new Float64Array(even.length);
    let local = 0;
    const there = this.workerShares(to, even, workers);
    if (grouping === 'local_or_shuffle') {
      for (let e = 0; e < even.length; e++) {
        const w = homes[e]!;
        share[e] = (sending[w]! * even[e]!) / there[w]!;
      }
      const homeless = sending.reduce((sum, s, w) => (there[w] === 0 ? sum + s : sum), 0);
      for (let e = 0; e < even.length; e++) share[e]! += homeless * even[e]!;
      local = 1 - homeless;
      return { share, remote: 1 - local };
    }
    for (let e = 0; e < even.length; e++) {
      if (grouping === 'global') share[e] = e === 0 ? 1 : 0;
      else if (grouping === 'fields') share[e] = (1 - hotShare) * even[e]! + (e === 0 ? hotShare : 0);
      else share[e] = even[e]!;
    }
    const arriving = this.workerShares(to, share, workers);
    for (let w = 0; w < workers; w++) local += sending[w]! * arriving[w]!;
    return { share, remote: Math.max(0, 1 - local) };
  }

  private workerShares(c: number, share: Float64Array, workers: number): Float64Array {
    const sums = new Float64Array(workers);
    share.forEach((s, e) => {
      sums[this.workerOfExecutor[c]![e]!]! += s;
    });
    return sums;
  }

  /** Executors that are alike become one station. */
  stations(components: number, acked: boolean, { workers, counts, nodeOfWorker }: Placement): Stations {
    const start = [0];
    const [node, count, share]: [number[], number[], number[]] = [[], [], []];
    const put = (from: number, n: number, s: number, many: number): void => {
      for (let i = from; i < node.length; i++) {
        if (node[i] === n && Math.abs(share[i]! - s) < 1e-12) {
          count[i]! += many;
          return;
        }
      }
      node.push(n);
      share.push(s);
      count.push(many);
    };
    this.ofExecutor.forEach((shares, c) => {
      const from = node.length;
      shares.forEach((s, e) => {
        put(from, nodeOfWorker[this.workerOfExecutor[c]![e]!]!, s, 1);
      });
      start.push(node.length);
    });
    if (acked) {
      const row = components - 1;
      const from = node.length;
      let total = 0;
      for (let w = 0; w < workers; w++) total += counts[row * workers + w]!;
      for (let w = 0; w < workers; w++) {
        const many = counts[row * workers + w]!;
        if (many > 0) put(from, nodeOfWorker[w]!, 1 / total, many);
      }
      start.push(node.length);
    }
    return {
      stationStart: Int32Array.from(start),
      stationNode: Int32Array.from(node),
      stationCount: Float64Array.from(count),
      stationShare: Float64Array.from(share),
    };
  }
}

/** Tasks over executors, the longer ranges first (Utils.partitionFixed): an executor gets what its tasks get. */
function byTasks(tasks: number, executors: number): Float64Array {
  const short = Math.floor(tasks / executors);
  const longer = tasks % executors;
  return Float64Array.from({ length: executors }, (_, e) => (short + (e < longer ? 1 : 0)) / tasks);
}
