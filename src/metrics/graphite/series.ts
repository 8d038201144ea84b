// The newest value of each series, and of sums what differences need. Bounded, whatever is sent.
import { type WantedName, wantedName } from './wanted.js';

export interface Series extends WantedName {
  /** Cluster time at which the newest value came, ms since the epoch: the clocks of the workers may differ. */
  at: number;
  value: number;
  /** Oldest first, the newest included; empty for gauges. */
  readonly history: Sample[];
}

interface Sample {
  readonly at: number;
  readonly value: number;
}

/** More would be some thousand tasks in one topology; each takes about a kilobyte at worst. */
const mostSeries = 50_000;
/** Differences reach back so many reports. */
const longestHistory = 13;
/** A series that has missed so many reports is gone. */
const expiryPeriods = 3;

export class SeriesStore {
  private readonly byName = new Map<string, Series>();
  private sweptAt = Number.NEGATIVE_INFINITY;

  /** @param periodSeconds how often workers report */
  constructor(
    private readonly periodSeconds: number,
    private readonly limit = mostSeries,
  ) {}

  /** @returns false when it is not wanted, or there is no room for one more */
  add(name: string, value: number, now: number): boolean {
    const known = this.byName.get(name);
    const series = known ?? this.create(name, now);
    if (series === null) return false;
    if (known !== undefined && this.isStale(known, now)) known.history.length = 0;
    series.at = now;
    series.value = value;
    if (series.cumulative) remember(series, { at: now, value });
    return true;
  }

  /** Those with a fresh value whose subject begins so. */
  fresh(subjectPrefix: string, now: number): Series[] {
    this.sweep(now);
    return [...this.byName.values()].filter((s) => s.subject.startsWith(subjectPrefix));
  }

  get size(): number {
    return this.byName.size;
  }

  private create(name: string, now: number): Series | null {
    const wanted = wantedName(name);
    if (wanted === null) return null;
    // Under a flood of new names a look at every series for each would cost more than the names do.
    if (this.byName.size >= this.limit && now - this.sweptAt >= 1000 * this.periodSeconds) this.sweep(now);
    if (this.byName.size >= this.limit) return null;
    const series: Series = { ...wanted, at: now, value: 0, history: [] };
    this.byName.set(name, series);
    return series;
  }

  private sweep(now: number): void {
    this.sweptAt = now;
    for (const [name, series] of this.byName) if (this.isStale(series, now)) this.byName.delete(name);
  }

  private isStale(series: Series, now: number): boolean {
    return now - series.at > expiryPeriods * this.periodSeconds * 1000;
  }
}

/** A lower sum is that of a new process. */
function remember({ history }: Series, sample: Sample): void {
  const last = history.at(-1);
  if (last !== undefined && sample.value < last.value) history.length = 0;
  history.push(sample);
  if (history.length > longestHistory) history.shift();
}

/** How fast a sum grows, per millisecond; null with fewer than two values of one process. */
export function growthPerMs({ history }: Series): number | null {
  const [first, last] = [history[0], history.at(-1)];
  if (first === undefined || last === undefined || last.at <= first.at) return null;
  return (last.value - first.value) / (last.at - first.at);
}
