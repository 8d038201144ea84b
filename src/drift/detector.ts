// Watches one topology for drift, window by window: what is usual, what no longer is, and what kind of change that is.
import { z } from 'zod';
import { knownLoads, loadShift, loadsSchema, noLoads } from './loads.js';
import { changeOf, engineChange } from './naming.js';
import { compare, newSeries, type Series, seriesSchema } from './series.js';
import { evidenceOf, isShifted, keyOf } from './shifted.js';
import type { Drift, Signature } from './types.js';

/** After the first alarm so many windows more are waited for: other traits may follow, and their number tells a node from a bolt. */
const confirmWindows = 1;
export const detectorSchema = z.object({
  engine: z.string().nullable(),
  layout: z.string(),
  /** By trait and component, as `cost split`. */
  series: z.record(z.string(), seriesSchema),
  loads: loadsSchema,
  /** Windows since the first alarm; null while there is none. */
  alarmed: z.object({ since: z.number(), windows: z.number() }).nullable(),
  windows: z.number(),
  /** Of the last window; absent before the first, and in what an earlier release kept. */
  sampleRate: z.number().optional(),
  firstAt: z.number().nullable(),
  lastAt: z.number().nullable(),
});
/** Plain data: it is kept on disk as it is. */
export type Detector = z.infer<typeof detectorSchema>;

export function newDetector(): Detector {
  return {
    engine: null,
    layout: '',
    series: {},
    loads: noLoads,
    alarmed: null,
    windows: 0,
    firstAt: null,
    lastAt: null,
  };
}

export interface Watched {
  readonly detector: Detector;
  readonly drift: Drift | null;
}

/** Windows that share more than a tenth with the last one are passed over: they would say the same twice. */
const mostShared = 0.1;

/** One more window. After a drift what has shifted is learned anew, so that it is told once. */
export function watchDrift(before: Detector, seen: Signature): Watched {
  const since = before.lastAt === null ? Number.POSITIVE_INFINITY : seen.at - before.lastAt;
  // Below 0 the clock was set back.
  const isAnew = since < 0 || since >= (1 - mostShared) * 1000 * seen.seconds;
  if (!isAnew) return { detector: before, drift: null };
  const counted: Detector = {
    ...before,
    windows: before.windows + 1,
    sampleRate: seen.sampleRate,
    firstAt: before.firstAt ?? seen.at,
    lastAt: seen.at,
  };
  if (before.engine !== null && before.engine !== seen.engine) {
    const change = engineChange(before.engine, seen.engine);
    const drift = { at: seen.at, since: seen.at, shifts: [], ...change };
    // Timings and statistics of another engine: nothing of before can be compared.
    const { engine, layout, sampleRate, at } = seen;
    const anew = { ...newDetector(), engine, layout, sampleRate, windows: 1, firstAt: at, lastAt: at };
    return { detector: anew, drift };
  }
  const [series, alarms] = compared(sameLayout(counted, seen), seen);
  const loads = knownLoads(counted.loads, seen);
  const next = { ...counted, engine: seen.engine, layout: seen.layout, series, loads };
  return concluded(next, seen, alarms);
}

function concluded(next: Detector, seen: Signature, alarms: readonly Series[]): Watched {
  const load = loadShift(next.loads, seen);
  const isAlarm = alarms.length > 0 || load !== null;
  if (next.alarmed === null && !isAlarm) return { detector: next, drift: null };
  const since = Math.min(...alarms.map((one) => one.since ?? seen.at), seen.at);
  const alarmed = next.alarmed === null ? { since, windows: 0 } : next.alarmed;
  if (alarmed.windows < confirmWindows) {
    const waiting = { ...alarmed, windows: alarmed.windows + 1 };
    return { detector: { ...next, alarmed: waiting }, drift: null };
  }
  const { keys, ...evidence } = evidenceOf(seen, next.series);
  // A bottleneck that costs more lets less through: then the load is not what changed.
  const told = keys.size > 0 ? null : load;
  const shifts = told === null ? evidence.shifts : [told];
  // A load that is not told stays outside of what is known, and is told where it goes on for as many windows again.
  const anew = load === null || told !== null ? next : { ...next, loads: { ...next.loads, recent: [] } };
  const rest = rested(anew, keys, told !== null);
  if (shifts.length === 0) return { detector: rest, drift: null };
  const change = changeOf({ ...evidence, shifts });
  return { detector: rest, drift: { at: seen.at, since: alarmed.since, shifts: [...shifts], ...change } };
}

/** Costs and skews of another layout are other ones; what a bolt makes of a tuple is not. */
function sameLayout(detector: Detector, { layout }: Signature): Detector {
  if (detector.layout === layout || detector.layout === '') return detector;
  const kept = Object.entries(detector.series).filter(([key]) => /^(selectivity|share) /.test(key));
  return { ...detector, series: Object.fromEntries(kept), alarmed: null };
}

function compared(detector: Detector, seen: Signature): [Record<string, Series>, Series[]] {
  const series = { ...detector.series };
  const alarms: Series[] = [];
  for (const trait of seen.traits) {
    const key = keyOf(trait);
    const { at, rate } = seen;
    const { value, error } = trait;
    const now = compare(series[key] ?? newSeries(), { at, rate, value, error }, trait.trait === 'cost');
    series[key] = now.series;
    if (now.isAlarm && isShifted(trait.trait, now.series)) alarms.push(now.series);
  }
  return [series, alarms];
}

/** What has shifted is learned anew; of the rest the sums begin again. */
function rested(detector: Detector, shifted: ReadonlySet<string>, isLoad: boolean): Detector {
  const series = Object.fromEntries(
    Object.entries(detector.series).map(([key, one]) => [
      key,
      shifted.has(key) ? newSeries() : { ...one, up: 0, down: 0, since: null },
    ]),
  );
  return { ...detector, series, alarmed: null, loads: isLoad ? noLoads : detector.loads };
}
