// When the agent looks: by a cron expression, or every 60 seconds of a clock that runs faster.
import { Cron } from 'croner';
import cron, { type TaskContext } from 'node-cron';
import type { Clock } from '../util/index.js';
import { clockOffset } from './clock-notice.js';

export interface ScheduleOptions {
  /** node-cron, five fields or six with seconds. */
  readonly expression: string;
  readonly timeZone: string;
  /** Other than 1: every 60 cluster seconds, whatever the expression says. */
  readonly timeScale: number;
  readonly clock: Clock;
  /** Never rejects. */
  readonly task: () => Promise<void>;
  /** A moment that was slept through. */
  readonly onMissed: () => void;
  /** A moment at which what began at an earlier one is still under way: nothing begins. */
  readonly onOverlap: () => void;
}

export interface Schedule {
  /** No further task begins; one that is under way goes on. */
  stop(): Promise<void>;
}

const scaledSeconds = 60;

/** So many looks ahead have the nights and week-ends of usual schedules in them. */
const looksAhead = 1000;

/** How often it is looked whether the machine's clock was set: as soon as an approval is answered. */
const watchClockMs = 2000;

/** A look comes late rather than never: deciding on a large topology blocks for more than the second that node-cron waits. */
const latestMs = 60_000;

/** The longest time between two looks, seconds, of a schedule that the configuration has let through; changes of the zone's clock aside. */
export function longestGapSeconds(expression: string, now: Date): number {
  // As node-cron has it: the day of the month and that of the week must both fit.
  // By a fixed offset it reckons twenty times faster than by a zone.
  const options = { utcOffset: 0, paused: true, domAndDow: true };
  const at = new Cron(expression, options).nextRuns(looksAhead, now);
  return at.slice(1).reduce((most, one, i) => Math.max(most, (Number(one) - Number(at[i])) / 1000), 0);
}

/** The first look is at once. */
export function startSchedule(options: ScheduleOptions): Schedule {
  return options.timeScale === 1 ? byCron(options) : byScaledClock(options);
}

/** Where the machine's clock is set, or stood still in its sleep, it begins anew: node-cron waits for a time that is hours off. */
function byCron(options: ScheduleOptions): Schedule {
  const { clock, task } = options;
  const due = unlessUnderWay(options);
  let beats = startBeats(options, due);
  let offset = clockOffset(clock, null);
  const watching = setInterval(() => {
    offset = clockOffset(clock, offset.ms);
    if (offset.jumpedSeconds === 0) return;
    beats.stop();
    beats = startBeats(options, due);
    void task();
  }, watchClockMs);
  watching.unref();
  void task();
  return {
    stop: () => {
      clearInterval(watching);
      beats.stop();
      return Promise.resolve();
    },
  };
}

/**
 * Of a time that the clock of a zone shows twice node-cron takes the second alone, and would not look for an hour: so it beats in
 * UTC, and what counts is whether the clock of the zone then shows a time that fits.
 */
function startBeats(
  { expression, timeZone, onMissed }: ScheduleOptions,
  due: () => Promise<void>,
): { stop(): void } {
  const shown = cron.createTask(expression, () => {}, { timezone: timeZone });
  // Every minute: zones differ from UTC by whole minutes, not by whole hours.
  const everyMinute = `${cron.parse(expression).second.join(',')} * * * * *`;
  const whenShown = async ({ date }: TaskContext): Promise<void> => {
    if (shown.match(date)) await due();
  };
  const beats = cron.schedule(everyMinute, whenShown, {
    timezone: 'UTC',
    suppressMissedWarning: true,
    missedExecutionTolerance: latestMs,
  });
  beats.on('execution:missed', ({ date }) => {
    if (shown.match(date)) onMissed();
  });
  return {
    stop: () => {
      for (const one of [beats, shown]) void one.destroy();
    },
  };
}

function unlessUnderWay({ task, onOverlap }: ScheduleOptions): () => Promise<void> {
  let isUnderWay = false;
  return async () => {
    if (isUnderWay) return onOverlap();
    isUnderWay = true;
    await task();
    isUnderWay = false;
  };
}

function byScaledClock({ clock, task }: ScheduleOptions): Schedule {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const next = clock.elapsedMs() + scaledSeconds * 1000;
      await task();
      const rest = Math.max(0, next - clock.elapsedMs());
      await clock.sleep(rest, stopping.signal).catch(() => {});
    }
  };
  void run();
  return {
    stop: () => {
      stopping.abort();
      return Promise.resolve();
    },
  };
}
