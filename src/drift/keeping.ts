// What of a detector a kill must not take, so that it is written at once, and where the detector goes on from what is on disk.
import type { Detector } from './detector.js';
import type { Loads } from './loads.js';
import { hasLearned, newLoad, withoutSums } from './series.js';

/**
 * Whether the detector knows by now what would be told wrongly, or not at all, without it: another engine or layout, an alarm that waits for
 * one window more, loads that are new. The sums, and points under loads that are known, are not that.
 * @param kept as it is on disk
 */
export function wouldBeMissed(kept: Detector, now: Detector): boolean {
  return (
    kept.engine !== now.engine ||
    kept.layout !== now.layout ||
    (kept.alarmed === null) !== (now.alarmed === null) ||
    isWider(kept.loads, now.loads) ||
    Object.entries(now.series).some(([key, one]) => hasLearned(kept.series[key], one))
  );
}

/**
 * Where it goes on from what is on disk: that may be of some time ago, and windows that were off then say nothing beside those of now. An alarm
 * is of the last window: it is written at once, and so is its end.
 */
export function fromDisk(kept: Detector): Detector {
  if (kept.alarmed !== null) return kept;
  const series = Object.entries(kept.series).map(([key, one]) => [key, withoutSums(one)]);
  return { ...kept, series: Object.fromEntries(series), loads: { ...kept.loads, recent: [] } };
}

function isWider(kept: Loads, now: Loads): boolean {
  const margin = Math.exp(newLoad);
  return kept.firstAt !== now.firstAt || now.most > kept.most * margin || now.least < kept.least / margin;
}
