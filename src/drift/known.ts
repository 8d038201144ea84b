// How much is known of a topology so far: what can be told of it, and what not yet.
import { usualSampleRate } from '../metrics/index.js';
import type { Detector } from './detector.js';
import { wholeDayMs } from './loads.js';
import { isCompared, learningWindows } from './series.js';
import { fewest } from './signature.js';

export interface Known {
  /** Windows that were compared or learned from. */
  readonly windows: number;
  /** Traits that are compared by now, such as "cost split". */
  readonly compared: readonly string[];
  /** Traits whose usual value is still being learned. */
  readonly learning: readonly string[];
  /** Hours until a load can be called unusual; 0 from then on. */
  readonly hoursToKnowLoads: number;
  /** Why nothing can be told yet, with what is missing; null where something can. */
  readonly cannotTell: string | null;
}

export function knownOf({ series, loads, windows, lastAt, sampleRate = usualSampleRate }: Detector): Known {
  const names = Object.keys(series).sort();
  const compared = names.filter((name) => {
    const one = series[name];
    return one !== undefined && isCompared(one);
  });
  const watchedMs = loads.firstAt === null || lastAt === null ? 0 : lastAt - loads.firstAt;
  return {
    windows,
    compared,
    learning: names.filter((name) => !compared.includes(name)),
    hoursToKnowLoads: Math.max(0, (wholeDayMs - watchedMs) / 3600_000),
    cannotTell: compared.length > 0 ? null : missing(windows, names.length, sampleRate),
  };
}

function missing(windows: number, traits: number, sampleRate: number): string {
  if (windows === 0) return 'no full window was measured yet';
  const inAll = sampleRate === 1 ? '' : ` (some ${Math.round(fewest / sampleRate)} in all)`;
  if (traits === 0)
    return `in ${windows} windows no bolt had the ${fewest} counted tuples${inAll} that a comparison takes`;
  return `${windows} of at least ${learningWindows + 1} windows under one layout were measured: what is usual is still being learned`;
}
