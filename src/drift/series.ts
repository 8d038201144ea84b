// One trait of one component over time: what is usual for it, and Page's cumulative sums, which notice when it no longer is.
import { z } from 'zod';
import { median } from '../util/index.js';

/** So many windows make a first idea of what is usual. */
export const learningWindows = 8;
/** Compared with so many of the windows under the most similar loads. */
const nearest = 12;
const kept = 300;
/** After the first dozen, one window in so many is kept: of two minutes each, a day of loads in 72. */
const keptEvery = 10;
const early = 12;
/** No trait repeats itself better than this, whatever the counts say: natural logarithm. */
const leastScale = 0.03;
/** Cumulative sums in standard deviations: what is ignored, what a single window may add at most, and what is an alarm. */
const allowance = 1;
const mostOfOne = 6;
const alarmAt = 8;
/** In standard deviations: of a shift that is told, and of one that others confirm. */
const beyondChance = 3;
const hardlyChance = 1.5;
/** Processors that are short make costs creep, as loads do; more than this at once is something else. */
const creep = 0.3;
/** Loads this much (natural logarithm) outside of what was seen are new. */
export const newLoad = 0.03;

const point = z.object({ rate: z.number(), value: z.number() });
type Point = z.infer<typeof point>;
export const seriesSchema = z.object({
  /** Of usual windows: logarithms of the rate and of the trait, oldest first. */
  usual: z.array(point),
  up: z.number(),
  down: z.number(),
  /** Windows since the last one that was kept. */
  unkept: z.number(),
  /** The last three, newest last: how far from usual each was. */
  recent: z.array(z.number()),
  /** How far the last one would be by chance, one standard deviation. */
  scale: z.number(),
  /** When the sums last left zero; null while they are there. */
  since: z.number().nullable(),
});
/** Plain data: it is kept on disk as it is. */
export type Series = z.infer<typeof seriesSchema>;

export function newSeries(): Series {
  return { usual: [], up: 0, down: 0, unkept: 0, recent: [], scale: leastScale, since: null };
}

export interface Compared {
  readonly series: Series;
  readonly isAlarm: boolean;
}

/**
 * One more window. The sums are those of E. S. Page, "Continuous inspection schemes", Biometrika 41 (1954), two-sided:
 * S = max(0, S + z - k), alarm above h, with z at most 6 deviations, so that no single window is enough.
 * @param costRises with the load, where processors are short: then a load that was never seen explains a rise, and is learned from
 */
export function compare(
  series: Series,
  seen: { readonly at: number; readonly rate: number; readonly value: number; readonly error: number },
  costRises: boolean,
): Compared {
  const here = { rate: Math.log(Math.max(1e-9, seen.rate)), value: seen.value };
  if (series.usual.length < learningWindows || (costRises && isExplained(series, here))) {
    return { series: { ...keep(series, here), recent: [] }, isAlarm: false };
  }
  const { deviation, scale } = deviationOf(series, here, seen.error);
  const z = Math.max(-mostOfOne, Math.min(mostOfOne, deviation / scale));
  const up = Math.max(0, series.up + z - allowance);
  const down = Math.max(0, series.down - z - allowance);
  const next: Series = {
    ...(Math.abs(z) < 2 ? keep(series, here) : series),
    up,
    down,
    recent: [...series.recent, deviation].slice(-3),
    scale,
    since: up === 0 && down === 0 ? null : (series.since ?? seen.at),
  };
  return { series: next, isAlarm: Math.max(up, down) > alarmAt };
}

/**
 * Whether it has learned what would be missed: its first points, and any under a load that was never seen.
 * @param before undefined where there was none
 */
export function hasLearned(before: Series | undefined, now: Series): boolean {
  if (before === undefined) return true;
  if (before.usual === now.usual) return false;
  if (before.usual.length < early) return true;
  const rates = before.usual.map(({ rate }) => rate);
  const [least, most] = [Math.min(...rates) - newLoad, Math.max(...rates) + newLoad];
  return now.usual.some(({ rate }) => rate < least || rate > most);
}

/** What is usual stays; whether it still is begins anew. */
export function withoutSums(series: Series): Series {
  return { ...series, up: 0, down: 0, recent: [], since: null };
}

/** Whether a window was ever held against what is usual: it takes one more than what is usual is learned from. */
export function isCompared({ usual, recent }: Series): boolean {
  return usual.length > learningWindows || recent.length > 0;
}

/** How far the last windows are from usual, natural logarithm; 0 where it has not been compared. */
export function lastOf({ recent }: Series): number {
  return recent.length === 0 ? 0 : median(recent);
}

/** The same, and 0 where by chance it might be as far. */
export function shiftOf(series: Series): number {
  const shift = lastOf(series);
  return Math.abs(shift) < beyondChance * series.scale ? 0 : shift;
}

/** Whether the last windows, hardly by chance, are nearer to such a shift than to usual. */
export function isLike(series: Series, shift: number): boolean {
  const last = lastOf(series);
  return Math.abs(last) >= hardlyChance * series.scale && Math.abs(last - shift) < Math.abs(last);
}

function deviationOf(series: Series, here: Point, error: number) {
  const similar = similarTo(series, here);
  const middle = median(similar);
  // 1.4826 median absolute deviations are a standard deviation, where values are normal.
  const spread = 1.4826 * median(similar.map((value) => Math.abs(value - middle)));
  // Of few windows the middle is itself uncertain.
  const known = 1 + 2 / similar.length;
  return { deviation: here.value - middle, scale: known * Math.max(leastScale, Math.hypot(spread, error)) };
}

/** Values of the usual windows under the loads nearest to this one. */
function similarTo({ usual }: Series, here: Point): number[] {
  return [...usual]
    .sort((a, b) => Math.abs(a.rate - here.rate) - Math.abs(b.rate - here.rate))
    .slice(0, nearest)
    .map(({ value }) => value);
}

/** A little more cost under more load than ever, or less of both: that is what full processors do. */
function isExplained(series: Series, here: Point): boolean {
  const rates = series.usual.map(({ rate }) => rate);
  const isMost = here.rate > Math.max(...rates) + newLoad;
  const isLeast = here.rate < Math.min(...rates) - newLoad;
  if (!isMost && !isLeast) return false;
  const by = here.value - median(similarTo(series, here));
  return Math.abs(by) <= creep && (isMost ? by > 0 : by < 0);
}

function keep(series: Series, here: Point): Series {
  const isEarly = series.usual.length < early;
  const rates = series.usual.map(({ rate }) => rate);
  const isNew = here.rate > Math.max(...rates) + newLoad || here.rate < Math.min(...rates) - newLoad;
  if (!isEarly && !isNew && series.unkept + 1 < keptEvery) return { ...series, unkept: series.unkept + 1 };
  return { ...series, usual: [...series.usual, here].slice(-kept), unkept: 0 };
}
