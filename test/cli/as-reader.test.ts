// A journal that may not be read: who runs a command is told as whom to, and not to correct anything.
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
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

it('any other failure of a journal stays what it is', () => {
  const broken = new TrimtabError('TRIMTAB_E_JOURNAL', 'cannot read it');
  expect(toldToReader(broken)).toBe(broken);
});
