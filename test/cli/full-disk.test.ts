// stdout that leads to a full disk: one line says so, with the next step, and the command fails.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openJournal } from '../../src/audit/index.js';
import { emptyDirectory, main } from './trimtab.js';

/** A journal of more than what is printed at once. */
async function longJournal(): Promise<string> {
  const cwd = emptyDirectory();
  const { journal } = await openJournal(cwd);
  const at = new Date().toISOString();
  const body = { text: 'x'.repeat(2000) };
  await Promise.all(
    Array.from({ length: 2000 }, () =>
      journal.append({ at, id: null, kind: 'started', topology: null, body }),
    ),
  );
  await journal.close();
  return cwd;
}

it.each([
  ['config', 'schema'],
  ['config', 'show', '--output', 'json'],
  ['audit', 'list', '--state-dir', '.'],
  ['audit', 'export', '--state-dir', '.'],
  // Its own failure cannot be told there either.
  ['audit', 'show', 'nothing', '--state-dir', '.', '--output', 'json'],
])('%s %s fails with one error, and without a stack', async (...words) => {
  const cwd = await longJournal();
  const full = openSync('/dev/full', 'w');
  const env = { ...process.env, TRIMTAB_CONFIG: '' };
  const ran = spawnSync(process.execPath, [main, ...words], {
    cwd,
    env,
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
    timeout: 20_000,
  });
  closeSync(full);
  expect(ran.stderr).toMatch(
    /^TRIMTAB_E_OUTPUT: the output cannot be written: ENOSPC: no space left on device, write\n {2}next: Make room [^\n]+\n$/,
  );
  expect(ran.status).toBe(words.includes('nothing') ? 2 : 1);
});
