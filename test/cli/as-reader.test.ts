// A journal that may not be read: who runs a command is told as whom to, and not to correct anything.
import { mkdirSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/run.js';
import { toldToReader } from '../../src/cli/shared/as-reader.js';
import { TrimtabError } from '../../src/errors/index.js';
import { emptyDirectory } from './trimtab.js';

afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

it('is told so by the command', async () => {
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  // Root may read everything, so the refusal is made up.
  const refusal = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  vi.spyOn(promises, 'readdir').mockRejectedValue(refusal);
  syncBuiltinESMExports();
  const code = await run(['audit', 'list', '--state-dir', emptyDirectory()], new AbortController().signal);
  expect(code).toBe(2);
  expect(said).toMatch(/^TRIMTAB_E_STATE_DIR: cannot read .*journal: EACCES/);
  expect(said).toContain('Run the command as the user of the agent');
});

it('keeps nobody from an answer to what waits: of an id that does not, nothing is known', async () => {
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const directory = emptyDirectory();
  mkdirSync(join(directory, 'journal'));
  const refusal = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
  vi.spyOn(promises, 'readdir').mockImplementation((folder) =>
    String(folder).endsWith('journal') ? Promise.reject(refusal) : Promise.resolve([]),
  );
  syncBuiltinESMExports();
  const id = '20261122T100000Z-0a1b2c';
  const code = await run(['approve', id, '--state-dir', directory], new AbortController().signal);
  expect(code).toBe(2);
  expect(said).toMatch(/^TRIMTAB_E_PENDING_UNKNOWN: nothing waits under the id "20261122T100000Z-0a1b2c"/);
});

it('any other failure of a journal stays what it is', () => {
  const broken = new TrimtabError('TRIMTAB_E_JOURNAL', 'cannot read it');
  expect(toldToReader(broken)).toBe(broken);
});
