// Autonomy that has to be earned: until the last changes were all verified, auto works as approve and says so.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { trustFindings } from '../../../src/agent/doctor/trust.js';
import { memoryOf, remember } from '../../../src/agent/past/remember.js';
import { isEarned, Outcomes, trustOf } from '../../../src/agent/past/trust.js';
import { OutcomeStore } from '../../../src/agent/state/outcome-store.js';
import { Acting, journalLines } from '../acting.js';
import { asked, firstPending, pendingOf } from '../asking.js';
import { always } from '../policies.js';

const topology = { name: 'words', id: 'words-1-1700000000' };
const told = (kind: 'verified' | 'reverted' | 'failed' | 'superseded', id: string, body = {}) =>
  [kind, { id, topology }, body] as const;

describe('trust', () => {
  it('counts what became of the last changes, each once', () => {
    const outcomes = new Outcomes();
    for (const line of [
      told('verified', 'a'),
      told('failed', 'b'),
      told('verified', 'c'),
      told('superseded', 'x'),
    ])
      outcomes.take(...line);
    expect(trustOf(outcomes.of('words'), 10)).toEqual({ of: 3, verified: 2, undone: 0, failed: 1 });
    outcomes.take(...told('reverted', 'c'));
    expect(trustOf(outcomes.of('words'), 10)).toEqual({ of: 3, verified: 1, undone: 1, failed: 1 });
    expect(trustOf(outcomes.of('words'), 1)).toEqual({ of: 1, verified: 0, undone: 1, failed: 0 });
  });

  it('leaves out what undoes another change, and what never came to the cluster', () => {
    const outcomes = new Outcomes();
    outcomes.take('intended', { id: 'r', topology }, { revertOf: 'a' });
    outcomes.take(...told('verified', 'r'));
    outcomes.take(...told('failed', 'n', { sent: false }));
    expect(outcomes.of('words')).toEqual([]);
  });

  it('is of one place on Heron, where names repeat from role to role', () => {
    const outcomes = new Outcomes();
    const at = (environ: string) => ({ name: 'words', id: `local/ads/${environ}/words@1795338733` });
    outcomes.addEarlier({ words: [{ id: 'old', kind: 'verified' }] });
    outcomes.take('verified', { id: 'a', topology: at('dev') }, {});
    expect(outcomes.of('local/ads/dev/words')).toHaveLength(1);
    expect(outcomes.of('local/ads/prod/words')).toEqual([]);
    expect(Object.keys(outcomes.all())).toEqual(['local/ads/dev/words']);
  });

  it('is earned by so many verified changes in a row, and lost by one that was not', () => {
    const outcomes = (kinds: string) =>
      [...kinds].map((kind, i) => ({
        id: String(i),
        kind: kind === 'v' ? ('verified' as const) : ('failed' as const),
      }));
    expect([0, 1, 2, 3].map((needed) => isEarned(outcomes('fvv'), needed))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(isEarned(outcomes('vvvf'), 1)).toBe(false);
    expect(isEarned([], 1)).toBe(false);
  });
});

describe('auto that has to be earned', () => {
  let acting: Acting;
  afterEach(() => acting.stop());
  const earned = { verified: 1 };

  it('works as approve, says so, and acts by itself after that', async () => {
    const wanted = { split: 4 };
    acting = await Acting.start({
      topology: () => ({ mode: 'auto', earned }),
      settings: {
        policy: { ...always(4), decide: (s) => always(wanted.split).decide(s) },
        coolDownSeconds: 60,
      },
    });
    const entry = await firstPending(acting);
    expect(acting.lines('decided').at(-1)).toMatchObject({
      mode: 'auto',
      actsAs: 'approve',
      because: 'auto is to be earned by a verified change: no change has come to its outcome yet',
      pending: entry.id,
    });
    expect(acting.calls).toEqual([]);
    await asked(acting, 'approve', entry.id);
    await acting.until('verified');
    wanted.split = 6;
    await acting.until('applied');
    expect(acting.executors('split')).toBe(6);
    expect(await pendingOf(acting)).toEqual([]);
    expect(acting.lines('approved')).toHaveLength(1);
  });

  it('is remembered by the next run, from the journal and from what was kept before', async () => {
    acting = await Acting.start({ topology: () => ({ mode: 'approve' }), settings: { policy: always(4) } });
    await asked(acting, 'approve', (await firstPending(acting)).id);
    await acting.until('verified');
    const memory = memoryOf(await remember(journalLines(acting), 'prod'), acting.clock);
    expect(memory.outcomes.of('top-words')).toEqual([{ id: 'd1', kind: 'verified' }]);
    const store = new OutcomeStore(acting.directory);
    const damaged: string[] = [];
    const load = () => store.load('prod', (file) => damaged.push(file));
    expect((await load()).of('top-words')).toEqual([{ id: 'd1', kind: 'verified' }]);
    expect(
      await trustFindings(acting.directory, 'prod', () => ({ mode: 'auto', earned: { verified: 2 } })),
    ).toMatchObject([
      {
        check: 'trust top-words',
        status: 'warning',
        text: 'auto is to be earned by 2 verified changes in a row: 1 verified, 0 undone, 0 failed of the last change; until then it works as approve',
      },
    ]);
    const file = join(acting.directory, 'outcomes', 'prod.json');
    writeFileSync(file, '{"top-words":[{"id":"d1","kind":"perfect"}]}');
    expect((await load()).of('top-words')).toEqual([]);
    expect(damaged).toEqual([file]);
  });
});
