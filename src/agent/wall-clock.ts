// When a cron expression comes true by a clock on the wall, which in summer time shows some times twice and some never.
import { Cron } from 'croner';

const dayMs = 86_400_000;

/**
 * The moments of (fromMs, untilMs] at which it comes true, in order. A time that the clock shows twice counts twice;
 * one that it leaves out counts as late as it would have come had the clock not been changed.
 * @param fromMs milliseconds since the epoch, not more than a day before `untilMs`: then the clock is changed at most once
 */
export function comesTrueBetween(
  cron: string,
  fromMs: number,
  untilMs: number,
  timeZone: string,
): readonly number[] {
  const offsetMs = offsetsOf(timeZone);
  const around = [offsetMs(fromMs - dayMs), offsetMs(untilMs + dayMs)];
  // What the clock shows is told as if it were UTC: there each time comes once.
  const job = new Cron(cron, { timezone: 'UTC', paused: true });
  const lastShownMs = untilMs + Math.max(...around);
  const moments = new Set<number>();
  let shown = job.nextRun(new Date(fromMs + Math.min(...around)));
  for (; shown !== null && shown.getTime() <= lastShownMs; shown = job.nextRun(shown)) {
    for (const at of momentsOf(shown.getTime(), offsetMs)) if (at > fromMs && at <= untilMs) moments.add(at);
  }
  return [...moments].sort((a, b) => a - b);
}

/** @param shownMs what the clock shows, as if it were UTC */
function momentsOf(shownMs: number, offsetMs: (at: number) => number): readonly number[] {
  const [before, after] = [offsetMs(shownMs - dayMs), offsetMs(shownMs + dayMs)];
  const both = [shownMs - before, shownMs - after];
  const real = both.filter((at) => at + offsetMs(at) === shownMs);
  return real.length > 0 ? real : [shownMs - before];
}

/** How far the clock of the zone is ahead of UTC at a moment, milliseconds. */
function offsetsOf(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (at) => {
    const [, sign, hours = 0, minutes = 0, seconds = 0] =
      /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?/.exec(format.format(at)) ?? [];
    const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
    return sign === '-' ? -size : size;
  };
}
