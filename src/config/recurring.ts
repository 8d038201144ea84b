// Whether times that come again leave any time between them.
import { Cron } from 'croner';

/** What is wrong with something that begins by a cron expression and lasts so many seconds; null when nothing is. */
export function recurringProblem(cron: string, seconds: number): string | null {
  let runs: Date[];
  try {
    runs = new Cron(cron, { timezone: 'UTC' }).nextRuns(4);
  } catch {
    return 'a cron expression of five fields such as "0 8 * * 1-5"';
  }
  if (runs.length === 0) return 'a cron expression that comes true some day';
  const gaps = runs.slice(1).map((run, i) => (run.getTime() - (runs[i]?.getTime() ?? 0)) / 1000);
  return gaps.length > 0 && gaps.every((gap) => gap <= seconds)
    ? 'to be over before it begins again (it would never end)'
    : null;
}
