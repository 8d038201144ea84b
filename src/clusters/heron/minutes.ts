// One instance's minutes out of a timeline: only those that are over, without the empty one it was born with.
import type { Timeline } from './schemas.js';

export interface Minute {
  /** Second since the epoch in which it began; not aligned with the clock's minutes. */
  readonly at: number;
  /** How long it was: until the next one began. */
  readonly seconds: number;
  /** By metric; null is not known (NaN: nothing to take a mean of). */
  readonly values: ReadonlyMap<string, number | null>;
}

interface Series {
  readonly metric: string;
  /** Oldest first. */
  readonly buckets: readonly { readonly at: number; readonly value: number | null }[];
}

/** A bucket is some 60 s long; what begins later than this after the start of the span was born in it. */
const bucketSeconds = 60;
/** The topology manager looks at its clock anew for each metric, so that buckets of one minute may begin this much apart. */
const toleranceSeconds = 2;

/**
 * The newest bucket still fills, and an instance whose export comes late reads 0 there: it is left out. A metric is born with a bucket
 * that reads 0 although the instance works (TManager: tmetrics-collector.cpp), so the first one is left out as well.
 * @param after the last minute that is known already; null when none is
 * @param from the start of the span that was asked for
 * @param counts the metrics of which at least one is above 0 in a minute that counts
 */
export function closedMinutes(
  timeline: Timeline,
  instance: string,
  after: number | null,
  from: number,
  counts: readonly string[],
): Minute[] {
  const series = seriesOf(timeline, instance);
  const starts = startsOf(series);
  const minutes = starts.slice(0, -1).map((at, i): Minute => {
    const next = starts[i + 1] ?? at;
    return { at, seconds: next - at, values: valuesBetween(series, at, next) };
  });
  const first = minutes[0];
  const isEmpty = (minute: Minute): boolean => counts.every((metric) => !minute.values.get(metric));
  // A topology manager that goes on still has the last known minute; another one begins anew, however soon.
  const isUnknownYet = after === null || (first !== undefined && first.at > after + toleranceSeconds);
  const born = first !== undefined && isUnknownYet && (first.at > from + bucketSeconds || isEmpty(first));
  return minutes.slice(born ? 1 : 0).filter(({ at }) => after === null || at > after + bucketSeconds / 2);
}

function seriesOf(timeline: Timeline, instance: string): Series[] {
  return Object.entries(timeline).flatMap(([metric, instances]) => {
    const known = Object.entries(instances[instance] ?? {}).map(([at, value]) => ({ at: Number(at), value }));
    return known.length === 0 ? [] : [{ metric, buckets: known.sort((a, b) => a.at - b.at) }];
  });
}

/**
 * When its minutes begin, by the metric that reaches back the farthest. All metrics get their next bucket at one time, but the first one
 * of each begins when the metric is born: counts and the uptime with the instance, a latency with the first tuple, within a minute.
 */
function startsOf(series: readonly Series[]): number[] {
  const firstOf = ({ buckets }: Series): number => buckets[0]?.at ?? Number.POSITIVE_INFINITY;
  const [reference] = [...series].sort((a, b) => firstOf(a) - firstOf(b));
  const all = reference?.buckets.map(({ at }) => at) ?? [];
  return all.filter((at, i) => at - (all[i - 1] ?? Number.NEGATIVE_INFINITY) > toleranceSeconds);
}

/** Of the buckets that begin in a minute; of two of one metric, born with the first, the second is the minute's. */
function valuesBetween(series: readonly Series[], at: number, next: number): Map<string, number | null> {
  return new Map(
    series.flatMap(({ metric, buckets }) =>
      buckets
        .filter((bucket) => bucket.at >= at - toleranceSeconds && bucket.at < next - toleranceSeconds)
        .map(({ value }) => [metric, value] as const),
    ),
  );
}
