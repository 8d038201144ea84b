// Whether the hosts of a topology are short of CPU, which no engine tells: bolts to which nothing was done take longer as more runs beside them.
import type { ComponentEvaluation, Evaluation } from '../metrics/index.js';
import { quantile } from '../util/index.js';

export interface CpuShortage {
  /** How many times as long a tuple takes in these bolts as it took then: the mean over what they do. */
  readonly slower: number;
  /** Bolts with as many executors now as then. */
  readonly bolts: readonly string[];
  /** Executors of the whole topology. */
  readonly executors: { readonly before: number; readonly now: number };
  /** Work that was done, in busy executors at the times of then. */
  readonly busy: { readonly before: number; readonly now: number };
}

/** One bolt may have become costly by itself. */
const fewestBolts = 2;
/** In the mean over what they do, in the median, and in all but one in four: so that no bolt alone decides. Chosen on episodes of `train`. */
const slowerBy = { mean: 1.2, median: 1.15, most: 1.08 } as const;
/** Of executors or of work, so that a node that became slow by itself is not taken for one that has too much to do. */
const moreBy = 1.1;
/** Executors that are busy: less does not fill a core, and the times of rare tuples are chance. */
const leastBusy = 0.5;
/** Relative; a bolt of which less is known tells nothing. */
const largestRateError = 0.15;

/** Windows that share nothing and have to show it, the newest ones: processes that have just come up are slow for a while, and one window may be chance. */
const inARow = 3;

/** Windows of one topology, oldest first. */
export interface CpuWindows {
  readonly evaluation: Evaluation;
  /** Of the present configuration, before that. */
  readonly history: readonly Evaluation[];
  /** Of former ones. */
  readonly earlier: readonly Evaluation[];
}

/**
 * Compares with the earlier window in which the bolts were quickest, on as many workers. What several executors of one component take from
 * each other is left out, as bolts with other numbers of them are not compared.
 * @returns null where nothing speaks for it
 */
export function cpuShortage({ evaluation, history, earlier }: CpuWindows): CpuShortage | null {
  const newest = newestApart([...history, evaluation]);
  if (newest.length < inARow) return null;
  const past = [...earlier, ...history];
  const found = newest.map((now) =>
    worstOf(past.filter(({ at }) => at < now.at).flatMap((before) => comparedWith(before, now) ?? [])),
  );
  return found.includes(null) ? null : (found[0] ?? null);
}

/** The newest first, each of which ends before the one after it begins. */
function newestApart(windows: readonly Evaluation[]): Evaluation[] {
  const apart: Evaluation[] = [];
  for (const one of windows.toReversed()) {
    const next = apart.at(-1);
    if (next === undefined || one.at <= next.at - 1000 * next.window.seconds) apart.push(one);
    if (apart.length === inARow) break;
  }
  return apart;
}

function worstOf(found: readonly CpuShortage[]): CpuShortage | null {
  return found.reduce<CpuShortage | null>(
    (worst, one) => (worst === null || one.slower > worst.slower ? one : worst),
    null,
  );
}

interface Pair {
  readonly before: ComponentEvaluation;
  readonly now: ComponentEvaluation;
}

function comparedWith(before: Evaluation, now: Evaluation): CpuShortage | null {
  if (before.workers !== now.workers) return null;
  const known = new Map(before.components.map((one) => [one.name, one]));
  const pairs = now.components.flatMap((one): Pair[] => {
    const same = known.get(one.name);
    return same === undefined ? [] : [{ before: same, now: one }];
  });
  const compared = pairs.filter(isComparable);
  if (compared.length < fewestBolts) return null;
  const each = compared.map((pair) => timeOf(pair.now) / timeOf(pair.before));
  const slower = busyOf(compared, 'now') / busyOf(compared, 'before');
  const isShared = quantile(each, 0.5) >= slowerBy.median && leastOfMost(each) >= slowerBy.most;
  if (slower < slowerBy.mean || !isShared || busyOf(pairs, 'now') < leastBusy) return null;
  const executors = { before: executorsOf(before), now: executorsOf(now) };
  const busy = {
    before: sum(pairs.map((pair) => rateOf(pair.before) * timeOf(pair.before))),
    now: busyOf(pairs, 'before'),
  };
  const isMore = executors.now >= moreBy * executors.before || busy.now >= moreBy * busy.before;
  return isMore ? { slower, bolts: compared.map(({ now: { name } }) => name), executors, busy } : null;
}

/** What all but one in four reach; of up to three, all. */
function leastOfMost(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 4)] ?? 0;
}

/** Executors that the present rates keep busy at the times of then or of now. */
function busyOf(pairs: readonly Pair[], times: keyof Pair): number {
  return sum(pairs.map((pair) => rateOf(pair.now) * timeOf(pair[times])));
}

function isComparable({ before, now }: Pair): boolean {
  const isKnown = (one: ComponentEvaluation): boolean =>
    one.kind === 'bolt' && timeOf(one) > 0 && (one.rateError ?? 1) <= largestRateError;
  return before.executors === now.executors && isKnown(before) && isKnown(now);
}

/** Seconds in execute() for each tuple; 0 where nothing tells. */
function timeOf({ executeLatencyMs }: ComponentEvaluation): number {
  return (executeLatencyMs ?? 0) / 1000;
}

function rateOf({ inputPerSecond }: ComponentEvaluation): number {
  return inputPerSecond ?? 0;
}

function executorsOf({ components }: Evaluation): number {
  return sum(components.map(({ executors }) => executors));
}

function sum(values: readonly number[]): number {
  return values.reduce((all, one) => all + one, 0);
}
