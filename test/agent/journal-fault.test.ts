// Without a journal nothing is done: a line that cannot be written before the call keeps the call from being made.
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
