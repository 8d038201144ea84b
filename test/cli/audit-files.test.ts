// trimtab audit on a journal of many files: what of it is read, and what of it is verified.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { journalFolder, openJournal } from '../../src/audit/index.js';
import { entry } from '../audit/journal.js';
import { emptyDirectory, errorOf, trimtab } from './trimtab.js';

describe('a journal of many files', () => {
  const words = (environ: string) => ({
    cluster: 'h',
    name: 'words',
    id: `local/ads/${environ}/words@1795338733`,
  });

  /** A file for each record, the first about another topology of the same name. */
  async function ofThree(): Promise<{ readonly cwd: string; readonly files: readonly string[] }> {
    const cwd = emptyDirectory();
    const { journal } = await openJournal(join(cwd, 'var'), { rotateBytes: 1 });
    for (const [n, environ] of ['dev', 'prod', 'prod'].entries())
      await journal.append(entry(n + 1, { topology: words(environ), body: { code: 'NO_GAIN' } }));
    await journal.close();
    const folder = journalFolder(join(cwd, 'var'));
    const files = [1, 2, 3].map((seq) => join(folder, `${String(seq).padStart(12, '0')}.jsonl`));
    return { cwd, files };
  }

  it('is verified from the first file on that was read, and not before: that is for verify', async () => {
    const { cwd, files } = await ofThree();
    const [first = '', , last = ''] = files;
    const tamper = (file: string): void =>
      writeFileSync(file, readFileSync(file, 'utf8').replace('NO_GAIN', 'NO_PAIN'));
    tamper(first);
    const ended = await trimtab(['audit', 'list', '--last', '1'], { cwd });
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const all = await trimtab(['audit', 'list'], { cwd });
    expect(all.stderr).toMatch(/^warn: the journal is damaged.*01\.jsonl line 1 was changed/);
    const none = await trimtab(['audit', 'list', '--kind', 'drift'], { cwd });
    expect(none.stderr).toContain('01.jsonl line 1 was changed');
    tamper(last);
    const again = await trimtab(['audit', 'list', '--last', '1'], { cwd });
    expect(again.stderr).toMatch(/^warn: the journal is damaged.*03\.jsonl line 1 was changed/);
  });

  it('is not read from its beginning for the last record of a topology', async () => {
    const { cwd, files } = await ofThree();
    writeFileSync(files[0] ?? '', 'no record\n');
    const listed = await trimtab(['audit', 'list', '--topology', 'words', '--last', '1'], { cwd });
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout).toMatch(/^ {5}3 .* h\/ads\/prod\/words/);
  });

  it('is not read to its end for a record that retention has removed', async () => {
    const { cwd, files } = await ofThree();
    rmSync(files[0] ?? '');
    writeFileSync(files[2] ?? '', 'no record\n');
    const shown = await trimtab(['audit', 'show', '1', '--output', 'json'], { cwd });
    expect(errorOf(shown)).toMatchObject({ code: 'TRIMTAB_E_RECORD_UNKNOWN' });
  });

  it('is no half of a JSON document where a later file cannot be read: the error is the document', async () => {
    const { cwd, files } = await ofThree();
    writeFileSync(files[2] ?? '', 'no record\n');
    const listed = await trimtab(['audit', 'list', '--output', 'json'], { cwd });
    expect(listed.code).toBe(5);
    expect(errorOf(listed)).toMatchObject({ code: 'TRIMTAB_E_JOURNAL_DAMAGED' });
    const text = await trimtab(['audit', 'list'], { cwd });
    expect(text.stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  it('is one JSON document, with all records or none', async () => {
    const { cwd } = await ofThree();
    const exported = await trimtab(['audit', 'export'], { cwd });
    const records = exported.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    for (const [words, those] of [
      [[], records],
      [['--kind', 'drift'], []],
    ] as const) {
      const listed = await trimtab(['audit', 'list', '--output', 'json', ...words], { cwd });
      const document = JSON.parse(listed.stdout) as unknown;
      expect(document).toEqual({ schema: 'trimtab/audit-list/v1', records: those });
      expect(listed.stdout).toBe(`${JSON.stringify(document, null, 2)}\n`);
    }
  });
});
