// The load of an episode as segments in which it stays what it is, without noise.
import type { Circumstance, NoiseFree } from '../simulator/index.js';

/** Rates this close together are one. */
const sameWithin = 0.04;

/** Minutes with one load under the same conditions. */
export interface LoadClass {
  /** The mean of its minutes. */
  readonly circumstance: Circumstance;
  /** Of its longest segment: how long a backlog may grow in it. */
  readonly longestMinutes: number;
}

export interface Segment {
  readonly fromMinute: number;
  readonly minutes: number;
  readonly of: LoadClass;
}

/** Segments in the order of time; those with the same load share their class, so that it is looked at once. */
export function segmentsOf(noiseFree: NoiseFree, minutes: number): Segment[] {
  const moments = Array.from({ length: minutes }, (_, minute) => noiseFree.at(minute));
  const numbers = new Map<Circumstance['conditions'], number>();
  const keys = moments.map(({ conditions, offered }) => {
    if (!numbers.has(conditions)) numbers.set(conditions, numbers.size);
    return [numbers.get(conditions), ...[...offered.values()].map(rung)].join('/');
  });
  const runs: { key: string; from: number; minutes: number }[] = [];
  keys.forEach((key, minute) => {
    const last = runs.at(-1);
    if (last?.key === key) last.minutes += 1;
    else runs.push({ key, from: minute, minutes: 1 });
  });
  const classes = new Map<string, LoadClass>();
  for (const { key } of runs) {
    if (classes.has(key)) continue;
    const longestMinutes = Math.max(...runs.filter((run) => run.key === key).map((run) => run.minutes));
    classes.set(key, { circumstance: meanOf(moments.filter((_, i) => keys[i] === key)), longestMinutes });
  }
  return runs.flatMap(({ key, from, minutes: length }) => {
    const of = classes.get(key);
    return of === undefined ? [] : [{ fromMinute: from, minutes: length, of }];
  });
}

/** On a ladder of rates that are that far apart. */
function rung(perSecond: number): number {
  return perSecond > 0 ? Math.round(Math.log(perSecond) / Math.log1p(sameWithin)) : Number.NEGATIVE_INFINITY;
}

function meanOf(moments: readonly Circumstance[]): Circumstance {
  const [first] = moments;
  if (first === undefined) throw new RangeError('no minute');
  const offered = [...first.offered.keys()].map((spout) => {
    const sum = moments.reduce((all, one) => all + (one.offered.get(spout) ?? 0), 0);
    return [spout, sum / moments.length] as const;
  });
  return { conditions: first.conditions, offered: new Map(offered) };
}

/** Of all spouts, tuples per second. */
export function totalOf({ offered }: Circumstance): number {
  return [...offered.values()].reduce((sum, rate) => sum + rate, 0);
}
