// What the demo tells in the end, and that it never empties the directory of one that runs.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type JournalEntry, openJournal } from '../../src/audit/index.js';
import { DemoDiary, demoSummary } from '../../src/cli/demo/text.js';
import { emptyDirectory, trimtab } from './trimtab.js';

it('refuses the directory of a demo that runs, and leaves its journal', async () => {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, '.trimtab-demo'), '');
  const { journal } = await openJournal(cwd);
  await journal.append({ kind: 'started', at: '2026-11-22T10:00:00.000Z', id: null, topology: null });
  const ran = await trimtab(['demo', '--duration', '1s', '--state-dir', cwd]);
  await journal.close();
  expect(ran.code).toBe(1);
  expect(ran.stderr).toMatch(/^TRIMTAB_E_LOCKED: the journal in .* is written by pid \d+/);
  expect(existsSync(join(cwd, 'journal', '000000000001.jsonl'))).toBe(true);
  expect((await trimtab(['demo', '--duration', '1s', '--state-dir', cwd])).code).toBe(0);
});

it('counts what was undone among the outcomes', () => {
  let told = '';
  const diary = new DemoDiary(
    (text) => {
      told += text;
    },
    0,
    () => null,
  );
  const hear = (kind: JournalEntry['kind'], id: string, body: JournalEntry['body'] = {}): void =>
    diary.hear({ kind, id, at: '1970-01-01T00:01:00.000Z', topology: null, body });
  for (const id of ['a', 'b', 'undoing-b']) hear('applied', id, { seconds: 9 });
  hear('verified', 'a', { code: 'AS_PROMISED', text: 'it is', inBand: { throughput: true } });
  hear('reverted', 'b', {
    code: 'WORSE',
    text: 'less is done',
    inBand: { throughput: false },
    by: 'undoing-b',
  });
  hear('failed', 'undoing-b', { code: 'NOT_MEASURED', text: 'no window' });
  expect(told).toContain('reverted, worse: less is done');
  expect(demoSummary(diary, '', (text) => text)).toContain(
    '3 changes applied, 1 verified, 1 failed, 1 reverted; 1 of 3 outcomes within the predicted band.',
  );
});
