// trimtab audit verify, and what an auditor does without it.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { journalFolder } from '../../src/audit/index.js';
import { file, lastHash, withJournal } from './audited.js';
import { emptyDirectory, trimtab } from './trimtab.js';

describe('verify', () => {
  it('of a sound journal says so, with the hash to be kept elsewhere', async () => {
    const cwd = await withJournal();
    const ran = await trimtab(['audit', 'verify'], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.stdout.replace(cwd, '')).toBe(
      `/var/journal: valid\n  4 lines in 1 file\n  last line 4, hash ${lastHash(cwd)}\n`,
    );
  });

  it('of a damaged one names the places and ends with 5', async () => {
    const cwd = await withJournal();
    writeFileSync(file(cwd), readFileSync(file(cwd), 'utf8').replace('"ds2","prev"', '"dqn","prev"'));
    const text = await trimtab(['audit', 'verify'], { cwd });
    expect(text.code).toBe(5);
    expect(text.stdout).toContain('damaged in 1 place\n');
    expect(text.stdout).toContain(
      '\n  000000000001.jsonl line 2 (seq 2): was changed: its content does not have its hash\n',
    );
    const json = await trimtab(['audit', 'verify', '--output', 'json'], { cwd });
    expect(json.code).toBe(5);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schema: 'trimtab/audit-verify/v1',
      valid: false,
      problemCount: 1,
      problems: [{ file: '000000000001.jsonl', line: 2, seq: 2 }],
    });
  });

  it('compares with a hash kept elsewhere', async () => {
    const cwd = await withJournal();
    const kept = await trimtab(['audit', 'verify', '--head', lastHash(cwd).toUpperCase()], { cwd });
    expect(kept.code).toBe(0);
    expect(kept.stdout).toContain('the given hash is that of line 4');
    const rewritten = await trimtab(['audit', 'verify', '--head', 'a'.repeat(64)], { cwd });
    expect(rewritten.code).toBe(5);
    expect(rewritten.stdout).toContain('the end was cut, or the journal was rewritten');
    expect((await trimtab(['audit', 'verify', '--head', 'abc'], { cwd })).code).toBe(2);
  });
});

it.each([['list'], ['export'], ['verify']])(
  '%s of a folder in which no journal lies says so',
  async (command) => {
    const cwd = emptyDirectory();
    mkdirSync(journalFolder(join(cwd, 'var')), { recursive: true });
    const ran = await trimtab(['audit', command], { cwd });
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toContain('TRIMTAB_E_NO_JOURNAL');
  },
);

it('the sum that the guide does without Trimtab is right for every line', async () => {
  const guide = readFileSync(new URL('../../docs/guide/audit.md', import.meta.url), 'utf8');
  const recipe = /```sh\n(line=[^`]*)```/.exec(guide)?.[1] ?? '';
  const cwd = await withJournal();
  const lines = readFileSync(file(cwd), 'utf8').trimEnd().split('\n');
  for (const [i, line] of lines.entries()) {
    const script = recipe.replace('17p', `${i + 1}p`).replace('000000000001.jsonl', file(cwd));
    const { stdout } = await promisify(execFile)('bash', ['-c', script]);
    expect(stdout.slice(0, 64)).toBe((JSON.parse(line) as { hash: string }).hash);
  }
});
