// When the agent looks: by cron, also where a clock is changed or set, or every minute of a faster clock.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  longestGapSeconds,
  type Schedule,
  type ScheduleOptions,
  startSchedule,
} from '../../src/agent/schedule.js';
import { systemClock } from '../../src/util/index.js';

afterEach(() => {
  vi.useRealTimers();
});

/** Every minute of UTC unless it is said otherwise. */
function started(own: Partial<ScheduleOptions>): Schedule {
  return startSchedule({
    expression: '* * * * *',
    timeZone: 'UTC',
    timeScale: 1,
    clock: systemClock(),
    task: () => Promise.resolve(),
    onMissed: () => {},
    onOverlap: () => {},
    ...own,
  });
}

describe('a schedule', () => {
  it('by cron looks at once, then at its times, until it is stopped', async () => {
    let looks = 0;
    const schedule = started({
      expression: '* * * * * *',
      task: () => {
        looks += 1;
        return Promise.resolve();
      },
    });
    expect(looks).toBe(1);
    await vi.waitFor(() => expect(looks).toBeGreaterThanOrEqual(3), 20_000);
    await schedule.stop();
    const seen = looks;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(looks).toBe(seen);
  });

  it('of a faster clock looks every 60 s of it, whatever the expression says, the time of the look included', async () => {
    const waits: number[] = [];
    let now = 0;
    let stop = (): void => {};
    const done = new Promise<void>((resolve) => {
      stop = resolve;
    });
    const schedule = started({
      expression: '0 0 1 1 *',
      timeScale: 60,
      clock: {
        now: () => now,
        elapsedMs: () => now,
        sleep: (milliseconds) => {
          waits.push(milliseconds);
          now += milliseconds;
          if (waits.length === 3) stop();
          return new Promise((resolve) => setImmediate(resolve));
        },
      },
      task: () => {
        now += waits.length === 1 ? 70_000 : 25_000;
        return Promise.resolve();
      },
    });
    await done;
    await schedule.stop();
    expect(waits.slice(0, 3)).toEqual([35_000, 0, 35_000]);
  });
});

describe('a schedule by the clock of a zone', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  /** When it looks in the hours from then on, in UTC, but for the look of the start. */
  const looksFrom = async (
    start: string,
    hours: number,
    expression: string,
    timeZone: string,
  ): Promise<string[]> => {
    vi.setSystemTime(new Date(`${start}:30Z`));
    const looks: string[] = [];
    const schedule = started({
      expression,
      timeZone,
      task: async () => void looks.push(new Date().toISOString().slice(11, 16)),
    });
    await vi.advanceTimersByTimeAsync(hours * 3_600_000);
    await schedule.stop();
    return looks.slice(1);
  };

  it.each([
    ['Europe/Berlin', '2026-10-24T23:40'],
    ['America/New_York', '2026-11-01T04:40'],
    ['Australia/Lord_Howe', '2026-04-04T13:40'],
    ['Europe/Berlin', '2026-03-29T00:40'],
  ])('looks as often as ever where that of %s is changed (%s)', async (zone, start) => {
    const everyMinute = await looksFrom(start, 3, '* * * * *', zone);
    expect(everyMinute).toHaveLength(180);
    expect(new Set(everyMinute).size).toBe(180);
  });

  it('looks at a time that is shown twice at both', async () => {
    const autumn = '2026-10-24T23:40';
    expect(await looksFrom(autumn, 3, '30 2 * * *', 'Europe/Berlin')).toEqual(['00:30', '01:30']);
    expect(await looksFrom(autumn, 3, '0,30 2-3 * * 0', 'Europe/Berlin')).toEqual([
      '00:00',
      '00:30',
      '01:00',
      '01:30',
      '02:00',
      '02:30',
    ]);
  });

  it('looks at its times where it differs from UTC by half hours, and on its own days', async () => {
    expect(await looksFrom('2026-07-01T17:40', 3, '15 * * * *', 'Asia/Kolkata')).toEqual([
      '17:45',
      '18:45',
      '19:45',
    ]);
    // Midnight is at 18:30 there.
    expect(await looksFrom('2026-07-01T17:40', 3, '0 * 2 * *', 'Asia/Kolkata')).toEqual([
      '18:30',
      '19:30',
      '20:30',
    ]);
  });
});

describe('a schedule whose clock is set', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-07-01T12:00:30Z') });
  });

  it.each([
    ['back by three hours', -3 * 3_600_000],
    ['ahead by a day, or after a sleep as long', 86_400_000],
  ])('%s looks at once, and then as often as ever', async (_, jumpMs) => {
    let [looks, missed] = [0, 0];
    const schedule = started({
      task: async () => void looks++,
      onMissed: () => missed++,
    });
    await vi.advanceTimersByTimeAsync(10_000);
    vi.setSystemTime(Date.now() + jumpMs);
    expect(looks).toBe(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(looks).toBe(2);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(looks).toBe(12);
    expect(missed).toBe(0);
    await schedule.stop();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(looks).toBe(12);
  });
});

it('a schedule that comes late, as after a decision of seconds, looks late', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-07-01T12:00:50Z') });
  let looks = 0;
  const schedule = started({
    task: async () => void looks++,
  });
  // Small enough not to count as a clock that was set; the timer comes as late.
  vi.setSystemTime(Date.now() + 4000);
  await vi.advanceTimersByTimeAsync(10_000);
  await schedule.stop();
  expect(looks).toBe(2);
});

it('a schedule tells when its time comes while what began at an earlier one is under way, but for that of the start', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-07-01T12:00:30Z') });
  const told: string[] = [];
  const minute = (): string => new Date().toISOString().slice(14, 16);
  const schedule = started({
    task: async () => {
      told.push(`begins ${minute()}`);
      await new Promise((resolve) => setTimeout(resolve, 125_000));
    },
    onOverlap: () => told.push(`overlap ${minute()}`),
  });
  await vi.advanceTimersByTimeAsync(270_000);
  await schedule.stop();
  expect(told).toEqual(['begins 00', 'begins 01', 'overlap 02', 'overlap 03', 'begins 04', 'overlap 05']);
});

it('the longest time between two looks goes by days that fit both, of the month and of the week', () => {
  const from = new Date('2026-01-01T00:00:00Z');
  expect(longestGapSeconds('0 8 * * 1', from)).toBe(7 * 86_400);
  expect(longestGapSeconds('0 8 1 * 1', from)).toBeGreaterThan(28 * 86_400);
});
