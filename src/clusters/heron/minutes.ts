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

/** A bucket is some 60 s long; what begins later than this after the start of the span was born in it. */
const bucketSeconds = 60;

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
  const series = Object.entries(timeline).flatMap(([metric, instances]) => {
    const buckets = instances[instance];
    return buckets === undefined ? [] : [[metric, buckets] as const];
  });
  const keys = [...new Set(series.flatMap(([, buckets]) => Object.keys(buckets)))].sort(
    (a, b) => Number(a) - Number(b),
  );
  const minutes = keys.slice(0, -1).map((key, i): Minute => {
    const values = series.flatMap(([metric, buckets]) => {
      const value = buckets[key];
      return value === undefined ? [] : [[metric, value] as const];
    });
    const at = Number(key);
    return { at, seconds: Number(keys[i + 1]) - at, values: new Map(values) };
  });
  const first = minutes[0];
  const isEmpty = (minute: Minute): boolean => counts.every((metric) => !minute.values.get(metric));
  const isUnknownYet = after === null || (first !== undefined && first.at > after + 1.5 * bucketSeconds);
  const born = first !== undefined && isUnknownYet && (first.at > from + bucketSeconds || isEmpty(first));
  return minutes.slice(born ? 1 : 0).filter(({ at }) => after === null || at > after + bucketSeconds / 2);
}
