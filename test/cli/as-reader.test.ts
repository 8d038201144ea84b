// A journal that may not be read: who runs a command is told as whom to, and not to correct anything.
import { afterEach, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/run.js';
import { toldToReader } from '../../src/cli/shared/as-reader.js';
import { TrimtabError } from '../../src/errors/index.js';

const forbidden = vi.hoisted(() => Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }));
// Root may read everything, so the refusal is made up.
vi.mock('../../src/audit/index.js', async (original) => {
  const { TrimtabError: Refusal } = await import('../../src/errors/index.js');
  const refused = new Refusal('TRIMTAB_E_JOURNAL', 'cannot read journal', { cause: forbidden });
  return { ...(await original<object>()), refuseEmpty: () => Promise.reject(refused) };
});
afterEach(() => {
  vi.restoreAllMocks();
});

it('is told so by the command', async () => {
  let said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  const code = await run(['audit', 'list', '--state-dir', '/'], new AbortController().signal);
  expect(code).toBe(2);
  expect(said).toContain('TRIMTAB_E_STATE_DIR: cannot read journal');
  expect(said).toContain('Run the command as the user of the agent');
});

it('any other failure of a journal stays what it is', () => {
  const broken = new TrimtabError('TRIMTAB_E_JOURNAL', 'cannot read it');
  expect(toldToReader(broken)).toBe(broken);
});
