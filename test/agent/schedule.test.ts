// When the agent looks: by cron, or every minute of a faster clock; never twice at a time.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Runner, type RunnerOptions } from '../../src/agent/runner.js';
import { longestGapSeconds, startSchedule } from '../../src/agent/schedule.js';
import { TrimtabError } from '../../src/errors/index.js';
import { systemClock } from '../../src/util/index.js';
import { Acting } from './acting.js';

describe('a schedule', () => {
  it('by cron looks at once, then at its times, until it is stopped', async () => {
    let looks = 0;
    const schedule = startSchedule({
      expression: '* * * * * *',
      timeZone: 'UTC',
      timeScale: 1,
      clock: systemClock(),
      task: () => {
        looks += 1;
        return Promise.resolve();
      },
      onMissed: () => {},
    });
    expect(looks).toBe(1);
    await vi.waitFor(() => expect(looks).toBeGreaterThanOrEqual(3), 5000);
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
    const schedule = startSchedule({
      expression: '0 0 1 1 *',
      timeZone: 'UTC',
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
      onMissed: () => {},
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
  afterEach(() => {
    vi.useRealTimers();
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
    const schedule = startSchedule({
      expression,
      timeZone,
      timeScale: 1,
      clock: systemClock(),
      task: async () => void looks.push(new Date().toISOString().slice(11, 16)),
      onMissed: () => {},
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
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['back by three hours', -3 * 3_600_000],
    ['ahead by a day, or after a sleep as long', 86_400_000],
  ])('%s looks at once, and then as often as ever', async (_, jumpMs) => {
    let [looks, missed] = [0, 0];
    const schedule = startSchedule({
      expression: '* * * * *',
      timeZone: 'UTC',
      timeScale: 1,
      clock: systemClock(),
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

it('the longest time between two looks goes by days that fit both, of the month and of the week', () => {
  const from = new Date('2026-01-01T00:00:00Z');
  expect(longestGapSeconds('0 8 * * 1', from)).toBe(7 * 86_400);
  expect(longestGapSeconds('0 8 1 * 1', from)).toBeGreaterThan(28 * 86_400);
});

describe('a runner', () => {
  let acting: Acting;
  let runner: Runner | undefined;
  beforeEach(async () => {
    acting = await Acting.start({ topology: () => ({ mode: 'observe' }) });
  });
  afterEach(async () => {
    acting.end();
    await runner?.stop();
    await acting.stop();
  });
  const run = async (own: Partial<RunnerOptions> = {}): Promise<void> => {
    runner = new Runner({
      agent: acting.agent,
      timeScale: 1,
      schedule: () => ({ expression: '* * * * * *', timeZone: 'UTC' }),
      mayAct: () => false,
      about: 'a test',
      onFatal: () => {},
      ...own,
    });
    await runner.start();
  };
  const logged = (message: string) => acting.logs.filter((l) => l.message === message);

  it('skips a look while one is under way, and says so for those who want to know', async () => {
    let [now, most] = [0, 0];
    acting.options = {
      ...acting.options,
      between: (cluster) => ({
        ...cluster,
        info: async (signal) => {
          now += 1;
          most = Math.max(most, now);
          await new Promise((resolve) => setTimeout(resolve, 2300));
          now -= 1;
          return await cluster.info(signal);
        },
      }),
    };
    acting.restart(acting.agent.memory);
    await run();
    await vi.waitFor(() => expect(logged('tick-skipped').length).toBeGreaterThanOrEqual(2), 10_000);
    expect(most).toBe(1);
    expect(logged('tick-skipped')[0]).toMatchObject({ level: 'debug', why: 'overlap' });
  });

  it('says an outage once, and that it is over', async () => {
    acting.world.disturb('nimbus-down');
    let looks = 0;
    const { cluster } = acting.agent;
    acting.options = {
      ...acting.options,
      between: () => ({
        ...cluster,
        info: async (signal) => {
          looks += 1;
          if (looks === 5) acting.world.disturb('none');
          return await cluster.info(signal);
        },
      }),
    };
    acting.restart(acting.agent.memory);
    await run({ timeScale: 60 });
    await vi.waitFor(() => expect(logged('cluster-back')).toHaveLength(1), 5000);
    expect(looks).toBeGreaterThanOrEqual(5);
    expect(logged('tick-failed')).toMatchObject([
      { level: 'error', cluster: 'prod', code: 'TRIMTAB_E_UNREACHABLE', next: expect.any(String) },
    ]);
  });

  it('says another failure anew', async () => {
    const failures = [
      'TRIMTAB_E_TIMEOUT',
      'TRIMTAB_E_TIMEOUT',
      'TRIMTAB_E_AUTH',
      'TRIMTAB_E_TIMEOUT',
    ] as const;
    let looks = 0;
    const { cluster } = acting.agent;
    acting.options = {
      ...acting.options,
      between: () => ({
        ...cluster,
        info: (signal) => {
          const code = failures[looks++];
          return code === undefined ? cluster.info(signal) : Promise.reject(new TrimtabError(code, 'no'));
        },
      }),
    };
    acting.restart(acting.agent.memory);
    await run({ timeScale: 60 });
    await vi.waitFor(() => expect(logged('cluster-back')).toHaveLength(1), 5000);
    expect(logged('tick-failed').map((l) => l['code'])).toEqual([
      'TRIMTAB_E_TIMEOUT',
      'TRIMTAB_E_AUTH',
      'TRIMTAB_E_TIMEOUT',
    ]);
  });

  it('gives its lock back when it may no longer act, so that another may', async () => {
    let may = true;
    await run({ timeScale: 60, mayAct: () => may });
    const other = new Runner({
      agent: acting.agent,
      timeScale: 60,
      schedule: () => ({ expression: '* * * * *', timeZone: 'UTC' }),
      mayAct: () => true,
      about: 'another',
      onFatal: () => {},
    });
    await expect(other.start()).rejects.toMatchObject({
      code: 'TRIMTAB_E_LOCKED',
      exitCode: 1,
      message: 'another agent acts on cluster prod: a test',
    });
    expect(acting.agent.memory.otherAgent).toBe('a test');
    may = false;
    await vi.waitFor(async () => await other.start(), 5000);
    await other.stop();
  });
});
