// An agent whose updates go through the `heron` command: the same story as through an API server, and an end to each way of it to break.
import { afterEach, describe, expect, it } from 'vitest';
import { memoryOf, remember } from '../../src/agent/past/remember.js';
import { Acting, type ActingOptions, journalLines } from './acting.js';
import { proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());
/** There is no leader to be beside. */
const start = async ({ settings, ...options }: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start({
    through: 'tracker',
    by: 'command',
    settings: { beside: 'any', ...settings },
    ...options,
  });
};
const updates = (): string[][] =>
  acting.proxies.command.calls().filter((words) => !words.includes('--dry-run'));

describe('a starved bolt on a Heron without API server', { timeout: 30_000 }, () => {
  it.each(['fastapi', 'tornado'] as const)(
    'is given instances by one update, and its outcome is measured (%s)',
    async (generation) => {
      await start({ generation });
      await acting.ticks(8);
      expect(acting.story()).toMatchInlineSnapshot(`
        [
          "observed FIRST_SEEN",
          "observed WINDOW_NOT_FULL",
          "decided APPLY",
          "intended 1 of 1",
          "applied",
          "observed JUST_RESTARTED",
          "observed WINDOW_NOT_FULL",
          "verified AS_PROMISED",
          "decided COOL_DOWN",
        ]
      `);
      expect(updates()).toHaveLength(1);
      expect(acting.calls).toMatchObject([{ change: { executors: { split: 8 } } }]);
      expect(acting.proxies.api.posted).toEqual([]);
    },
  );

  it('is left alone with beside: auto, since there is no leader to be beside', async () => {
    await start({ settings: { beside: 'auto' } });
    await acting.ticks(5);
    expect(acting.proxies.command.calls()).toEqual([]);
    const reasons = acting.lines('decided').at(-1)?.['reasons'];
    expect(JSON.stringify(reasons)).toMatch(/agent\.beside: any acts from anywhere/);
  });
});

it('gives containers and parallelism in one command, by the repacking that takes a number', async () => {
  await start({ settings: { policy: proposing({ 'executors.split': 6, workers: 2 }) } });
  await acting.until('verified');
  expect(updates()).toEqual([
    [
      'update',
      'local/heron/default',
      'top-words',
      '--component-parallelism=split:6',
      '--container-number=2',
      '--config-property=heron.class.repacking.algorithm=org.apache.heron.packing.roundrobin.RoundRobinPacking',
    ],
  ]);
  expect(acting.world.topologies()[0]?.workers).toHaveLength(2);
});

describe('a heron command', { timeout: 30_000 }, () => {
  it.each(['fails', 'garbage', 'usage', 'server'] as const)(
    'whose dry run %s: failed, nothing sent, and it says why',
    async (kind) => {
      await start();
      acting.proxies.command.trouble({ on: 'dry-run', kind });
      const failed = await acting.until('failed');
      expect(failed).toMatchObject({
        id: 'd1',
        stage: 'apply',
        sent: false,
        code: expect.stringMatching(/^TRIMTAB_E_/) as unknown,
      });
      expect([updates(), acting.calls]).toEqual([[], []]);
    },
  );

  it.each([
    [
      'fails before it has done anything',
      'fails',
      'NOT_DONE',
      /no trace of it: .* it ended with 1: .*refused/,
    ],
    ['does not end', 'hangs', 'NOT_DONE', /no trace of it: .* it did not end within 1500 ms/],
    ['says that it is done, and has done nothing', 'garbage', 'NOT_UPDATED', /split has 2 instances, not 8/],
  ] as const)(
    'that %s: failed by what the Tracker shows, and never repeated',
    async (_, kind, code, text) => {
      await start();
      acting.proxies.command.trouble({ on: 'update', kind });
      const failed = await acting.until('failed');
      expect(failed).toMatchObject({ id: 'd1', code, sent: code === 'NOT_DONE' ? null : true });
      expect(failed['text']).toMatch(text);
      await acting.ticks(8);
      expect(updates()).toHaveLength(1);
      expect(acting.calls).toEqual([]);
    },
  );

  it('that dies in the middle: found out by the Tracker, applied and verified, one update', async () => {
    await start();
    acting.proxies.command.trouble({ on: 'update', kind: 'half' });
    expect(await acting.until('applied')).toMatchObject({ id: 'd1' });
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(updates()).toHaveLength(1);
    expect(acting.calls).toHaveLength(1);
  });
});

describe('an agent that is killed while the command updates', { timeout: 30_000 }, () => {
  it('leaves it to bring the update to its end, and the next run verifies it', async () => {
    await start();
    acting.onceCallIsTaken(() => acting.in(1, () => acting.end()));
    await acting.ticks(8).catch(() => {});
    acting.restart(memoryOf(await remember(journalLines(acting), 'prod'), acting.clock));
    expect(await acting.until('verified', 30)).toMatchObject({ id: 'd1', code: 'AS_PROMISED' });
    expect(updates()).toHaveLength(1);
    expect(acting.lines('override-seen')).toEqual([]);
  });
});
