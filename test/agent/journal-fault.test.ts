// Without a journal nothing is done: a line that cannot be written before the call keeps the call from being made.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { JournalKind } from '../../src/audit/index.js';
import { type ErrorCode, TrimtabError } from '../../src/errors/index.js';
import { Acting } from './acting.js';
import { proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

/** A disk that is full when a line of that kind is to be written for the nth time. */
function fullAt(kind: JournalKind, nth = 1): void {
  let seen = 0;
  acting.diskFault = (entry) => {
    if (entry.kind === kind) seen += 1;
    return seen < nth
      ? undefined
      : new TrimtabError('TRIMTAB_E_JOURNAL' as string as ErrorCode, 'no space left on device', {
          next: 'Free some.',
        });
  };
}

describe('a journal that cannot be written', () => {
  it.each(['observed', 'evaluated', 'decided', 'intended'] as const)(
    'at %s: nothing is sent, and the agent ends with that error',
    async (kind) => {
      acting = await Acting.start();
      fullAt(kind);
      await expect(acting.ticks(5)).rejects.toMatchObject({
        code: 'TRIMTAB_E_JOURNAL',
        message: 'no space left on device',
      });
      expect(acting.calls).toEqual([]);
      expect(acting.lines('intended', 'failed', 'superseded')).toEqual([]);
    },
  );

  it('nothing is sent by the looks that follow either, should any come', async () => {
    acting = await Acting.start();
    fullAt('intended');
    for (let i = 0; i < 5; i++) await acting.ticks(1).catch(() => acting.pass(60));
    expect(acting.calls).toEqual([]);
  });

  it('between two steps: the second is not sent', async () => {
    acting = await Acting.start({
      settings: { policy: proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 }) },
    });
    fullAt('intended', 2);
    await expect(acting.ticks(5)).rejects.toMatchObject({ code: 'TRIMTAB_E_JOURNAL' });
    expect(acting.calls).toHaveLength(1);
  });

  it('after the call: the intent stays open, for the next start', async () => {
    acting = await Acting.start();
    fullAt('applied');
    await expect(acting.ticks(5)).rejects.toMatchObject({ code: 'TRIMTAB_E_JOURNAL' });
    expect(acting.calls).toHaveLength(1);
    expect(acting.journal.at(-1)?.kind).toBe('intended');
    expect(acting.agent.memory.inHand).toBe('d1');
  });
});

describe('outcomes that cannot be written beside it', () => {
  const outcomesAreAFile = (): void => writeFileSync(join(acting.directory, 'outcomes'), 'x');

  it('of a call that may have gone out nothing else is said than before', async () => {
    acting = await Acting.start();
    acting.loseNextCall();
    acting.on('intended', () => {
      acting.in(20, () => acting.world.disturb('none'));
      outcomesAreAFile();
    });
    await acting.ticks(8);
    expect(acting.lines('failed').map(({ code, sent }) => [code, sent])).toEqual([['NOT_DONE', null]]);
    expect(acting.logs.map(({ message }) => message)).toContain('outcomes-not-kept');
  });

  it('a verified change goes on', async () => {
    acting = await Acting.start();
    acting.on('applied', outcomesAreAFile);
    await acting.until('verified');
    const [watch] = acting.agent.memory.watches.values();
    expect(watch?.lastChange).not.toBeNull();
    await acting.ticks(2);
  });
});

it('requests that cannot be read do not keep what was begun from being judged', async () => {
  acting = await Acting.start();
  acting.on('applied', () => {
    const requests = join(acting.directory, 'queue', 'requests');
    rmSync(requests, { recursive: true, force: true });
    mkdirSync(join(acting.directory, 'queue'), { recursive: true });
    writeFileSync(requests, '');
  });
  let refused: unknown;
  for (let i = 0; i < 8; i++) {
    await acting.ticks(1).catch((thrown: unknown) => {
      refused = thrown;
      acting.pass(60);
    });
  }
  expect(refused).toMatchObject({ code: 'TRIMTAB_E_STATE_DIR' });
  expect(acting.lines('verified')).toHaveLength(1);
});
