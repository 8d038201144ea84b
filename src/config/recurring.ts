// Whether times that come again leave any time between them.
import { Cron, CronPattern } from 'croner';

/** Something that begins by a cron expression and lasts so many seconds. */
export interface Recurring {
  readonly cron: string;
  readonly for: number;
}

/** Seconds from the beginning of a day. */
interface Span {
  readonly from: number;
  readonly until: number;
}

const daySeconds = 86_400;
/** A Monday at the beginning of a leap year. The answer must not depend on the day on which the file is read. */
const firstDay = Date.UTC(2024, 0, 1);
const watchedDays = 366;

export const cronWords = 'a cron expression of five fields, or six with seconds first, such as "0 8 * * 1-5"';

/**
 * What is wrong with the expression, whatever it is for; null when nothing is.
 * @param domAndDow true where the day of the month and that of the week must both fit, false where one of them is enough
 */
export function cronProblem(cron: string, domAndDow = false): string | null {
  const days = daysOf({ cron, for: 1 }, domAndDow);
  if (days === null) return cronWords;
  // Such as the 31st of February.
  return days.comesTrue ? null : 'a cron expression that comes true some day';
}

/** What is wrong with one by itself; null when nothing is. */
export function recurringProblem(recurring: Recurring): string | null {
  const problem = cronProblem(recurring.cron);
  if (problem !== null) return problem;
  const days = daysOf(recurring);
  return days !== null && hasEnd([days])
    ? null
    : 'to end some time (it begins again before it is over, and would never end)';
}

/** Whether several together cover all times, though each of them ends. */
export function neverEndsTogether(all: readonly Recurring[]): boolean {
  const days = all.map((one) => daysOf(one)).filter((one) => one !== null);
  return days.length > 1 && days.every((one) => one.comesTrue && hasEnd([one])) && !hasEnd(days);
}

interface Days {
  readonly comesTrue: boolean;
  /** What begins on a day with runs; spans that touch are one. */
  readonly spans: readonly Span[];
  isRunOn(day: number): boolean;
}

/** null for what is no cron expression. */
function daysOf({ cron, for: seconds }: Recurring, domAndDow = false): Days | null {
  let pattern: CronPattern;
  let job: Cron;
  try {
    pattern = new CronPattern(cron);
    job = new Cron(cron, { timezone: 'UTC', domAndDow });
  } catch {
    return null;
  }
  const spans = spansOf(pattern, seconds);
  const first = spans[0]?.from ?? 0;
  return {
    comesTrue: comesTrue(job),
    spans,
    isRunOn: (day) => job.match(new Date(firstDay + (day * daySeconds + first) * 1000)),
  };
}

function comesTrue(job: Cron): boolean {
  try {
    return job.nextRun(new Date(firstDay)) !== null;
  } catch {
    // It looks ahead by recursion, and overflows the stack where days of the month and of the week never meet.
    return false;
  }
}

function spansOf({ hour, minute, second }: CronPattern, seconds: number): Span[] {
  const spans: { from: number; until: number }[] = [];
  for (const h of set(hour))
    for (const m of set(minute))
      for (const s of set(second)) {
        const from = (h * 60 + m) * 60 + s;
        const last = spans.at(-1);
        if (last !== undefined && from <= last.until) last.until = from + seconds;
        else spans.push({ from, until: from + seconds });
      }
  return spans;
}

/** The places of the ones among zeros and ones. */
function set(flags: readonly number[]): number[] {
  return flags.flatMap((flag, value) => (flag === 1 ? [value] : []));
}

/** Whether a moment of the year belongs to none of them. */
function hasEnd(all: readonly Days[]): boolean {
  let covered: number | null = null;
  for (let day = 0; day < watchedDays; day++) {
    const begun = all
      .filter((one) => one.isRunOn(day))
      .flatMap(({ spans }) => spans)
      .sort((a, b) => a.from - b.from);
    for (const { from, until } of begun) {
      // What comes before the first of all belongs to the year before.
      if (covered !== null && day * daySeconds + from > covered) return true;
      covered = Math.max(covered ?? 0, day * daySeconds + until);
    }
  }
  return (covered ?? 0) < watchedDays * daySeconds;
}
