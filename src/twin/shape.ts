// A measured topology as the model takes it: who feeds whom, how many tuples each one gives, and how long they take.
import {
  type ComponentEvaluation,
  countedTupleShare,
  type Evaluation,
  isCoarse,
  ownPendingUse,
  usualSampleRate,
} from '../metrics/index.js';
import type { Grouping, ModelStream } from '../model/index.js';
import { heldBackPendingUse } from './demand.js';

export interface Shape {
  /** Spouts and bolts, in the order of the evaluation; other arrays go by the same index. */
  readonly names: readonly string[];
  readonly kinds: readonly ('spout' | 'bolt')[];
  readonly tasks: readonly number[];
  /** Tasks follow the executors (Heron); otherwise they are the most that there can be. */
  readonly elastic: boolean;
  readonly executors: readonly number[];
  /** Busy share of the busiest executor, as measured; 0 where nothing tells. */
  readonly utilisation: readonly number[];
  /** Measured time in execute(), seconds; 0 for spouts, whose time no engine tells. */
  readonly serviceSeconds: readonly number[];
  /** Standard error of the measured rates, relative; null = unknown. */
  readonly rateErrors: readonly (number | null)[];
  readonly streams: readonly ModelStream[];
  readonly ackers: number;
  readonly ackerSeconds: number;
  readonly workers: number;
  readonly producerBatch: number;
  readonly transferBatch: number;
  /** Per spout task; null = unlimited. */
  readonly pendingPerTask: number | null;
  /** Whether it is one of several spouts and has all in flight that it may. */
  readonly isAtLimit: readonly boolean[];
  /** Tuples per second that each component emits or handles. */
  readonly rates: readonly number[];
  /** Of the spouts together, tuples/s; share of each, 0 for bolts. */
  readonly emittedPerSecond: number;
  readonly spoutShare: readonly number[];
}

const ackerName = '__acker';
const groupings: Readonly<Record<string, Grouping>> = {
  fields: 'fields',
  all: 'all',
  global: 'global',
  none: 'none',
  local_or_shuffle: 'local_or_shuffle',
};

/** @returns null when nothing was emitted, or a bolt that worked has no measured time: there is nothing to model */
export function shapeOf(evaluation: Evaluation): Shape | null {
  const components = evaluation.components.filter(({ kind }) => kind !== 'system');
  const index = new Map(components.map(({ name }, i) => [name, i]));
  const rates = components.map((c) => (c.kind === 'spout' ? c.outputPerSecond : (c.inputPerSecond ?? 0)));
  const emittedPerSecond = components.reduce(
    (sum, { kind }, i) => (kind === 'spout' ? sum + (rates[i] ?? 0) : sum),
    0,
  );
  const isTimed = components.every(
    (c, i) => c.kind === 'spout' || rates[i] === 0 || c.executeLatencyMs !== null,
  );
  if (emittedPerSecond <= 0 || !isTimed) return null;
  const spouts = components.filter(({ kind }) => kind === 'spout');
  const spoutTasks = spouts.reduce((sum, { tasks }) => sum + tasks, 0);
  const acker = evaluation.components.find(({ name }) => name === ackerName);
  const isFed = fedBySpouts(components, rates, index);
  const streams = components.flatMap((c, to): ModelStream[] => {
    const sources = c.inputs.flatMap(({ from, grouping }) => {
      const at = index.get(from);
      return at === undefined || isFed[at] !== true ? [] : [{ from: at, grouping }];
    });
    // Which input a tuple came by is not told: all inputs give alike for each tuple of theirs.
    const feeding = sources.reduce((sum, { from }) => sum + (rates[from] ?? 0), 0);
    if (feeding <= 0) return [];
    const hot = hotShare(c, evaluation);
    return sources.map(({ from, grouping }) => ({
      from,
      to,
      grouping: groupingSeen(grouping, hot, evaluation.workers),
      // A copy for each task is in the input rate already.
      tuplesPerInput: (rates[to] ?? 0) / feeding / (grouping.toLowerCase() === 'all' ? c.tasks : 1),
      tuplesPerSecond: ((rates[to] ?? 0) * (rates[from] ?? 0)) / feeding,
      hotShare: hot,
    }));
  });
  return {
    names: components.map(({ name }) => name),
    kinds: components.map(({ kind }) => (kind === 'spout' ? 'spout' : 'bolt')),
    elastic: evaluation.elastic === true,
    tasks: components.map(({ tasks, executors }) => Math.max(tasks, executors, 1)),
    executors: components.map(({ executors }) => Math.max(1, executors)),
    utilisation: components.map(({ utilisation }) => utilisation ?? 0),
    serviceSeconds: components.map((c) => (c.kind === 'spout' ? 0 : (c.executeLatencyMs ?? 0) / 1000)),
    rateErrors: components.map(({ rateError }) => rateError),
    streams,
    // On Heron the stream manager of each container acknowledges.
    ackers: evaluation.acking ? Math.max(1, acker?.executors ?? evaluation.workers) : 0,
    ackerSeconds: (acker?.executeLatencyMs ?? 0.002) / 1000,
    workers: Math.max(1, evaluation.workers),
    producerBatch: evaluation.batches?.producer ?? 1,
    transferBatch: evaluation.batches?.transfer ?? 1,
    pendingPerTask:
      evaluation.pendingLimit === null ? null : Math.max(1, Math.round(evaluation.pendingLimit / spoutTasks)),
    isAtLimit: components.map((c) => (ownPendingUse(c, evaluation) ?? 0) >= heldBackPendingUse),
    rates,
    emittedPerSecond,
    spoutShare: components.map(({ kind }, i) => (kind === 'spout' ? (rates[i] ?? 0) / emittedPerSecond : 0)),
  };
}

/**
 * Which components spouts drive, by index. What works though nothing comes to it is driven by ticks: nothing flows through it in the model,
 * so that what it sends is taken to come with the rest.
 */
function fedBySpouts(
  components: Evaluation['components'],
  rates: readonly number[],
  index: ReadonlyMap<string, number>,
): boolean[] {
  const isFed = components.map(({ kind }, i) => kind === 'spout' || rates[i] === 0);
  for (let changed = true; changed; ) {
    changed = false;
    components.forEach(({ inputs }, i) => {
      const comes = ({ from }: { from: string }): boolean => {
        const at = index.get(from);
        return at !== undefined && isFed[at] === true && (rates[at] ?? 0) > 0;
      };
      if (isFed[i] === true || !inputs.some(comes)) return;
      isFed[i] = true;
      changed = true;
    });
  }
  return isFed;
}

/** Whatever it is called: uneven input stays uneven when executors are added, and one that is seen to be even is not kept local. */
function groupingSeen(grouping: string, hot: number, workers: number): Grouping {
  const named = groupings[grouping.toLowerCase()] ?? 'shuffle';
  // Each task gets a copy, however uneven the other inputs are or its executors' tasks.
  if (named === 'all') return named;
  // With several workers uneven input may come of tuples that stay in theirs.
  if (workers > 1 && named === 'local_or_shuffle') return hot > 0 ? named : 'shuffle';
  if (workers > 1 && named === 'shuffle') return named;
  return hot > 0 ? 'fields' : named;
}

/**
 * Of k executors the busiest gets `skew` times the mean. By its tasks alone it gets `fair` times that, as the model has it already; the rest
 * is a hot key: h + (1 - h) fair / k = skew / k, where that is more than sampling noise.
 */
function hotShare(component: ComponentEvaluation, evaluation: Evaluation): number {
  const { skew, executors, tasks, rateError } = component;
  const own = Math.max(tasks, executors);
  const fair = evaluation.elastic === true ? 1 : (Math.ceil(own / executors) * executors) / own;
  const noise = 1 + Math.max(0.05, oneTupleMore(component, evaluation)) + 4 * (rateError ?? 0);
  if (skew === null || skew <= noise * fair || executors < 2) return 0;
  return Math.min(1, (skew - fair) / (executors - fair));
}

/** The busiest executor's count is less than one counted tuple too high, by which the error of the sum of all says nothing; 0 where that is little. */
function oneTupleMore(c: ComponentEvaluation, { window, sampleRate, elastic }: Evaluation): number {
  // Heron counts all.
  const counted = sampleRate ?? (elastic === true ? 1 : usualSampleRate);
  const ofOne = ((c.inputPerSecond ?? 0) * window.seconds * counted) / c.executors;
  const isChance = isCoarse(countedTupleShare(c.executeLatencyMs ?? 0, window.seconds, counted));
  return isChance && ofOne > 0 ? 1 / ofOne : 0;
}
