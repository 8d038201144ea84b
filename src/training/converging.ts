// How long a policy takes until it has done what a load asks for: the last change that is followed by calm.

/** Without a change and with all SLOs kept. */
const calmMinutes = 30;
/** A load that differs by this share from the minute before has stepped. */
const stepShare = 0.1;

export interface Course {
  readonly minutes: number;
  /** When changes were begun and over, seconds. */
  readonly changes: readonly { readonly atSeconds: number; readonly endSeconds: number }[];
  /** Minutes in which an SLO was broken. */
  readonly brokenMinutes: readonly number[];
  /** Without noise, of each minute. */
  readonly offeredPerSecond: readonly number[];
  /** Minutes at which the operator began to want something else. */
  readonly objectiveChangedAt: readonly number[];
}

/**
 * From the start, the last load step or the last change of the objective, whichever is the latest, to the end of the last change that is followed by 30 minutes without change and with SLOs kept.
 * @returns 0 where no change was needed; null where there was no such calm
 */
export function minutesToConverge(course: Course): number | null {
  const from = 60 * Math.max(lastStep(course.offeredPerSecond), ...course.objectiveChangedAt);
  // One that is under way then is still to end.
  const later = course.changes.filter(({ endSeconds }) => endSeconds > from);
  const ends = [from, ...later.map(({ endSeconds }) => endSeconds)];
  for (let i = ends.length - 1; i >= 0; i--) {
    const end = ends[i] ?? from;
    const nextAt = later[i]?.atSeconds ?? 60 * course.minutes;
    if (nextAt - end >= 60 * calmMinutes && isKept(course.brokenMinutes, end)) return (end - from) / 60;
  }
  return null;
}

/** The minute of the last step; 0 where there is none. */
export function lastStep(offeredPerSecond: readonly number[]): number {
  return Math.max(
    0,
    offeredPerSecond.findLastIndex((rate, minute) => {
      const before = offeredPerSecond[minute - 1];
      return before !== undefined && Math.abs(rate - before) > stepShare * Math.max(rate, before);
    }),
  );
}

/** The minute in which the change ended is not counted: a part of it was the change. */
function isKept(brokenMinutes: readonly number[], endSeconds: number): boolean {
  const first = Math.ceil(endSeconds / 60);
  return !brokenMinutes.some((minute) => minute >= first && minute < first + calmMinutes);
}
