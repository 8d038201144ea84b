// The agent of one cluster: never two looks at a time, and what is said of looks that fail or take too long.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Runner, type RunnerOptions } from '../../src/agent/runner.js';
import { TrimtabError } from '../../src/errors/index.js';
import { Acting } from './acting.js';

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
    runner = another(own);
    await runner.start();
  };
  const another = (own: Partial<RunnerOptions>): Runner =>
    new Runner({
      agent: acting.agent,
      timeScale: 1,
      schedule: () => ({ expression: '* * * * * *', timeZone: 'UTC' }),
      mayAct: () => false,
      about: 'a test',
      onFatal: () => {},
      ...own,
    });
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
    await vi.waitFor(() => expect(logged('tick-skipped').length).toBeGreaterThanOrEqual(2), 20_000);
    expect(most).toBe(1);
    expect(logged('tick-skipped')[0]).toMatchObject({ level: 'debug', why: 'overlap' });
  });

  it('says a look that is still under way at the next time of its schedule, once for those in a row', async () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'Date'],
      now: Date.parse('2026-07-01T12:00:30Z'),
    });
    let [looked, goOn]: [number, (() => void) | null] = [0, null];
    const { cluster } = acting.agent;
    acting.options = {
      ...acting.options,
      between: () => ({
        ...cluster,
        info: async (signal) => {
          await new Promise<void>((resolve) => {
            goOn = resolve;
          });
          return await cluster.info(signal);
        },
      }),
    };
    acting.restart(acting.agent.memory);
    const until = async (isSo: () => boolean): Promise<void> => {
      while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
    };
    const end = async (): Promise<void> => {
      await until(() => goOn !== null);
      const before = looked;
      goOn?.();
      goOn = null;
      await until(() => looked > before);
    };
    const look = async (isSlow: boolean): Promise<void> => {
      await vi.advanceTimersByTimeAsync(60_000);
      await until(() => goOn !== null);
      if (isSlow) {
        acting.pass(75);
        await vi.advanceTimersByTimeAsync(60_000);
      }
      await end();
    };
    try {
      await run({ schedule: () => ({ expression: '* * * * *', timeZone: 'UTC' }), onLooked: () => looked++ });
      await end();
      for (const isSlow of [true, true, true]) await look(isSlow);
      expect(logged('look-too-long')).toMatchObject([
        {
          level: 'warn',
          seconds: 75,
          text: 'a look at 1 topologies took 75 s, longer than agent.schedule leaves for it: looks are left out',
          next: expect.stringContaining('agent.schedule'),
        },
      ]);
      for (const isSlow of [false, true]) await look(isSlow);
      expect(logged('look-too-long')).toHaveLength(2);
      // A change that is carried out takes longer by nature.
      await look(false);
      acting.agent.memory.inHand = 'd1';
      await look(true);
      expect(logged('look-too-long')).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('tells of progress at most once a minute, and not after a fault of its own', async () => {
    let looks = 0;
    const told: string[] = [];
    const { cluster } = acting.agent;
    const [one] = await cluster.topologies(acting.agent.signal);
    acting.options = {
      ...acting.options,
      between: () => ({
        ...cluster,
        info: async (signal) => {
          if (looks++ === 0) throw new RangeError('not thought of');
          return await cluster.info(signal);
        },
        topologies: () => Promise.resolve(one === undefined ? [] : [one, one, one, one]),
        snapshot: async (topology, span, signal) => {
          // It may be read for a second span, too.
          if (span === 'since-start') acting.pass(31);
          return await cluster.snapshot(topology, span, signal);
        },
      }),
    };
    acting.restart(acting.agent.memory);
    const [onProgress, onLooked] = [() => void told.push('progress'), () => void told.push('looked')];
    await run({ timeScale: 60, onProgress, onLooked });
    await vi.waitFor(() => expect(told.length).toBeGreaterThanOrEqual(4), 20_000);
    expect(told.slice(0, 4)).toEqual(['looked', 'progress', 'progress', 'looked']);
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
    await vi.waitFor(() => expect(logged('cluster-back')).toHaveLength(1), 20_000);
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
    await vi.waitFor(() => expect(logged('cluster-back')).toHaveLength(1), 20_000);
    expect(logged('tick-failed').map((l) => l['code'])).toEqual([
      'TRIMTAB_E_TIMEOUT',
      'TRIMTAB_E_AUTH',
      'TRIMTAB_E_TIMEOUT',
    ]);
  });

  it('gives its lock back when it may no longer act, so that another may', async () => {
    let may = true;
    await run({ timeScale: 60, mayAct: () => may });
    const other = another({ timeScale: 60, mayAct: () => true, about: 'another' });
    await expect(other.start()).rejects.toMatchObject({
      code: 'TRIMTAB_E_LOCKED',
      exitCode: 1,
      message: 'another agent acts on cluster prod: a test',
    });
    expect(acting.agent.memory.otherAgent).toBe('a test');
    may = false;
    await vi.waitFor(async () => await other.start(), 20_000);
    await other.stop();
  });
});
