// A Tracker or an API server that dies, hangs or answers nonsense at any step of an update: nothing is done twice, nothing is lost.
import { afterEach, describe, expect, it } from 'vitest';
import { memoryOf, remember } from '../../src/agent/past/remember.js';
import type { Fault } from '../clusters/heron/fault-proxy.js';
import { Acting, type ActingOptions, journalLines } from './acting.js';

let acting: Acting;
afterEach(() => acting.stop());
const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start({ through: 'tracker', ...options });
};
const updates = (): string[] => acting.proxies.api.posted.filter((body) => !body.includes('dry_run'));
const isDry = ({ body }: { readonly body: string }): boolean => body.includes('dry_run');
const faults: readonly Fault[] = ['lost', 'cut', 'garbage', 'gateway', 'hang'];
const restart = async (): Promise<void> =>
  acting.restart(memoryOf(await remember(journalLines(acting), 'prod'), acting.clock));

describe('an API server whose answer to the dry run is', () => {
  it.each(faults)('%s: failed, nothing sent, and it says why', { timeout: 20_000 }, async (fault) => {
    await start();
    acting.proxies.api.fault = (request) => (isDry(request) ? fault : null);
    const failed = await acting.until('failed');
    expect(failed).toMatchObject({
      id: 'd1',
      stage: 'apply',
      sent: false,
      code: expect.stringMatching(/^TRIMTAB_E_/),
    });
    expect(String(failed['text'])).toMatch(/http:/);
    expect([updates(), acting.calls]).toEqual([[], []]);
  });
});

describe('an API server whose answer to the update is', () => {
  it('lost before it got there: NOT_DONE after a minute, and never repeated', async () => {
    await start();
    acting.proxies.api.fault = (request) => (isDry(request) ? null : 'lost');
    expect(await acting.until('failed')).toMatchObject({
      id: 'd1',
      code: 'NOT_DONE',
      sent: null,
      text: expect.stringMatching(
        /no answer came to the call, and top-words shows no trace of it: split has 2 instances, not 8/,
      ),
    });
    await acting.ticks(8);
    expect([updates(), acting.calls]).toEqual([[], []]);
  });

  it.each(['cut', 'garbage', 'gateway', 'hang'] as const)(
    '%s: found out by the Tracker, applied and verified, one update',
    { timeout: 20_000 },
    async (fault) => {
      await start();
      acting.proxies.api.fault = (request) => (isDry(request) ? null : fault);
      expect(await acting.until('applied')).toMatchObject({ id: 'd1', findings: [{ code: 'NO_ANSWER' }] });
      expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
      await acting.ticks(4);
      expect(updates()).toHaveLength(1);
      expect(acting.calls).toHaveLength(1);
      expect(acting.lines('override-seen')).toEqual([]);
    },
  );
});

describe('an API server that dies', () => {
  it('before the dry run: failed, nothing sent', async () => {
    await start();
    acting.on('intended', () => void acting.heron.killApi());
    expect(await acting.until('failed')).toMatchObject({ sent: false });
    expect(acting.calls).toEqual([]);
  });

  it.each([2, 6, 10])(
    '%i s into an update whose plan is written: applied and verified all the same',
    async (seconds) => {
      await start();
      acting.onceCallIsTaken(() => acting.in(seconds, () => void acting.heron.killApi()));
      expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
      expect(acting.calls).toHaveLength(1);
    },
  );

  it('with the spouts paused and nothing written: failed PAUSED, with the command that lets it go on', async () => {
    await start();
    const deactivate = acting.world.deactivate.bind(acting.world);
    acting.world.deactivate = (id) => {
      const result = deactivate(id);
      void acting.heron.killApi();
      return result;
    };
    const failed = await acting.until('failed');
    expect(failed).toMatchObject({ id: 'd1', code: 'PAUSED', sent: null });
    expect(failed['next']).toMatch(/heron activate/);
    expect(acting.calls).toEqual([]);
  });
});

describe('a Tracker that', () => {
  const states = {
    gateway: 'answers for a proxy that does not reach it',
    garbage: 'answers nonsense',
    lost: 'cuts every call',
  };
  it.each(
    (['decided', 'intended'] as const).flatMap((kind) =>
      Object.entries(states).map(([fault, says]) => ({ kind, fault: fault as Fault, says })),
    ),
  )(
    '$says for half a minute from the line "$kind" on: at most one update, and an end',
    async ({ kind, fault }) => {
      await start();
      acting.on(kind, () => {
        acting.proxies.tracker.fault = () => fault;
        acting.in(30, () => {
          acting.proxies.tracker.fault = () => null;
        });
      });
      for (let i = 0; i < 8; i++) {
        await acting.ticks(1).catch(() => acting.pass(60));
      }
      const ends = acting.lines('failed', 'verified', 'superseded');
      expect(ends).toHaveLength(1);
      expect(updates().length).toBeLessThanOrEqual(1);
    },
  );

  it('is away while the update is under way: applied once it is back', async () => {
    await start();
    acting.onceCallIsTaken(() => {
      acting.proxies.tracker.fault = () => 'lost';
      acting.in(60, () => {
        acting.proxies.tracker.fault = () => null;
      });
    });
    expect(await acting.until('applied')).toMatchObject({ id: 'd1' });
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(updates()).toHaveLength(1);
  });
});

describe('an agent that is killed', () => {
  const cut = (): Promise<void> => acting.ticks(8).catch(() => {});

  it('after its intent: the next run finds no trace, and repeats nothing', async () => {
    await start();
    acting.on('intended', () => acting.end());
    await cut();
    await restart();
    expect(await acting.until('failed')).toMatchObject({ id: 'd1', code: 'INTERRUPTED', sent: null });
    expect(acting.calls).toEqual([]);
  });

  it.each([0, 1, 5, 30])(
    '%i s after the plan was written: the next run finds it in force and verifies it',
    async (seconds) => {
      await start();
      acting.onceCallIsTaken(() => acting.in(seconds, () => acting.end()));
      await cut();
      await restart();
      expect(await acting.until('verified', 30)).toMatchObject({ id: 'd1', code: 'AS_PROMISED' });
      expect(updates()).toHaveLength(1);
      expect(acting.lines('override-seen')).toEqual([]);
    },
  );

  it('as the spouts are paused: the API server goes on alone, and the next run finds what it did', async () => {
    await start();
    const deactivate = acting.world.deactivate.bind(acting.world);
    acting.world.deactivate = (id) => {
      acting.end();
      return deactivate(id);
    };
    await cut();
    await restart();
    expect(await acting.until('verified', 30)).toMatchObject({ id: 'd1', code: 'AS_PROMISED' });
    expect(updates()).toHaveLength(1);
  });
});

describe('an update that takes longer than ten minutes', () => {
  it('is given up with the reason, and not repeated', { timeout: 30_000 }, async () => {
    await start();
    acting.onceCallIsTaken(() => acting.world.disturb('supervisor-down'));
    expect(await acting.until('failed')).toMatchObject({ id: 'd1', code: 'UPDATING' });
    await acting.ticks(3);
    expect(updates()).toHaveLength(1);
  });
});
