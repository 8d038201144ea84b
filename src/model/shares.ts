// How the tuples of each component spread over its executors, by grouping and by worker.
import type { Placement, RoutedConfiguration } from './placement.js';
import type { ModelStream, ModelTopology } from './types.js';

/** How the tuples of each component spread over its executors. */
export interface Shares {
  /** Of each component, by executor in the order of dealing; they sum to 1. */
  readonly ofExecutor: readonly Float64Array[];
  readonly workerOfExecutor: readonly Int32Array[];
  /** Share of each stream's tuples that leave their worker. */
  readonly remote: Float64Array;
}

/** @param order of the components, so that each comes after all that feed it */
export function sharesOf(
  { components, streams }: ModelTopology,
  { executors }: RoutedConfiguration,
  placement: Placement,
  order: Int32Array,
): Shares {
  const workerOfExecutor = dealt(executors, placement);
  const ofExecutor = executors.map((k, c) => byTasks(components[c]!.tasks, k));
  const remote = new Float64Array(streams.length);
  const inputs: number[][] = components.map(() => []);
  for (let i = 0; i < streams.length; i++) inputs[streams[i]!.to]!.push(i);
  const atWorkers = executors.map((_, c) =>
    byWorker(ofExecutor[c]!, workerOfExecutor[c]!, new Float64Array(placement.workers)),
  );
  const arriving = new Float64Array(placement.workers);
  for (let o = 0; o < order.length; o++) {
    const c = order[o]!;
    const into = inputs[c]!;
    if (into.length === 0) continue;
    const even = ofExecutor[c]!;
    const mixed = new Float64Array(even.length);
    const share = into.length === 1 ? mixed : new Float64Array(even.length);
    let total = 0;
    for (let i = 0; i < into.length; i++) total += amountOf(streams[into[i]!]!);
    for (let i = 0; i < into.length; i++) {
      const stream = streams[into[i]!]!;
      const [sending, there, homes] = [atWorkers[stream.from]!, atWorkers[c]!, workerOfExecutor[c]!];
      remote[into[i]!] = spread(stream, even, homes, sending, there, share, arriving);
      if (into.length === 1) break;
      const weight = total > 0 ? amountOf(stream) / total : 1 / into.length;
      for (let e = 0; e < mixed.length; e++) mixed[e]! += weight * share[e]!;
    }
    ofExecutor[c] = mixed;
    // From here on it is known as a sender.
    byWorker(mixed, workerOfExecutor[c]!, atWorkers[c]!);
  }
  return { ofExecutor, workerOfExecutor, remote };
}

/** What counts as much of one input as of another; without measured rates all senders are taken to handle alike. */
function amountOf({ tuplesPerSecond, tuplesPerInput }: ModelStream): number {
  return tuplesPerSecond ?? tuplesPerInput;
}

/**
 * Dealing in turn from where the component before ended: the first executor's worker is the one with the most, the earliest.
 * @throws RangeError where the workers have fewer executors of a component than it has
 */
function dealt(executors: readonly number[], { workers, counts }: Placement): Int32Array[] {
  let from = 0;
  const left = new Int32Array(workers);
  return executors.map((k, c) => {
    const list = new Int32Array(k);
    let placed = 0;
    for (let w = 0; w < workers; w++) placed += left[w] = counts[c * workers + w]!;
    if (placed < k)
      throw new RangeError(`component ${c} has ${k} executors, of which ${placed} have a worker`);
    let next = 0;
    for (let i = 0; next < k; i++) {
      const w = (from + i) % workers;
      if (left[w]! > 0) {
        left[w]! -= 1;
        list[next++] = w;
      }
    }
    from += k;
    return list;
  });
}

/**
 * Writes into `share` what each executor gets of one stream.
 * @param sending share of the sender's tuples in each worker; `there`: of the receiver's, were they even
 * @returns the share of the tuples that leave their worker
 */
function spread(
  { grouping, hotShare }: ModelStream,
  even: Float64Array,
  homes: Int32Array,
  sending: Float64Array,
  there: Float64Array,
  share: Float64Array,
  arriving: Float64Array,
): number {
  if (grouping === 'local_or_shuffle') return stayingLocal(even, homes, sending, there, share);
  for (let e = 0; e < even.length; e++) {
    if (grouping === 'global') share[e] = e === 0 ? 1 : 0;
    else if (grouping === 'fields') share[e] = (1 - hotShare) * even[e]! + (e === 0 ? hotShare : 0);
    else share[e] = even[e]!;
  }
  byWorker(share, homes, arriving);
  let local = 0;
  for (let w = 0; w < sending.length; w++) local += sending[w]! * arriving[w]!;
  return Math.max(0, 1 - local);
}

/** Only what finds no receiver in its worker leaves it, to all of them alike. */
function stayingLocal(
  even: Float64Array,
  homes: Int32Array,
  sending: Float64Array,
  there: Float64Array,
  share: Float64Array,
): number {
  let homeless = 0;
  for (let w = 0; w < sending.length; w++) if (there[w] === 0) homeless += sending[w]!;
  for (let e = 0; e < even.length; e++) {
    const w = homes[e]!;
    share[e] = (sending[w]! * even[e]!) / there[w]! + homeless * even[e]!;
  }
  return homeless;
}

function byWorker(share: Float64Array, homes: Int32Array, sums: Float64Array): Float64Array {
  sums.fill(0);
  for (let e = 0; e < share.length; e++) sums[homes[e]!]! += share[e]!;
  return sums;
}

/** Tasks over executors, the longer ranges first (Utils.partitionFixed): an executor gets what its tasks get. */
function byTasks(tasks: number, executors: number): Float64Array {
  const short = Math.floor(tasks / executors);
  const longer = tasks % executors;
  const share = new Float64Array(executors);
  for (let e = 0; e < executors; e++) share[e] = (short + (e < longer ? 1 : 0)) / tasks;
  return share;
}
