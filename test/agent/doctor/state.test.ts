// Whether doctor tells a state directory that can be written from one on a file system that is full, or nearly so.
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type StateProbing, stateFinding } from '../../../src/agent/doctor/state.js';
import { writeWhole } from '../../../src/util/index.js';

const roomy = { bsize: 4096, blocks: 1_000_000, bavail: 500_000 };
const system = (own: Partial<StateProbing> = {}): StateProbing => ({
  write: writeWhole,
  statfs: () => Promise.resolve(roomy),
  ...own,
});

function stateDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-doctor-'));
  mkdirSync(join(directory, 'journal'));
  return directory;
}

it('one that can be written is in order, and nothing is left in it', async () => {
  const directory = stateDirectory();
  const written: string[] = [];
  const write = (file: string, content: string): Promise<void> => {
    written.push(file);
    return writeWhole(file, content);
  };
  expect(await stateFinding(directory, system({ write }))).toEqual({
    check: 'state',
    status: 'ok',
    text: 'the state directory can be written',
  });
  expect(written).toEqual([join(directory, 'doctor.json'), join(directory, 'journal', 'doctor.json')]);
  expect(readdirSync(directory, { recursive: true })).toEqual(['journal']);
});

it('one without a journal yet is in order, and gets none', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-doctor-'));
  expect(await stateFinding(directory, system())).toMatchObject({ status: 'ok' });
  expect(readdirSync(directory)).toEqual([]);
});

it.each(['.', 'journal'])('a full file system of %s is broken, with what to do', async (folder) => {
  const directory = stateDirectory();
  const full = join(directory, folder, 'doctor.json');
  const write = (file: string): Promise<void> =>
    file === full
      ? Promise.reject(Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }))
      : Promise.resolve();
  expect(await stateFinding(directory, system({ write }))).toEqual({
    check: 'state',
    status: 'broken',
    text: `cannot write ${full}: ENOSPC: no space left on device, write`,
    next: 'Make room on the file system of the state directory, and try again.',
    code: 'TRIMTAB_E_STATE_DIR',
    exit: 1,
  });
});

it('little room is told, and one of a size that nobody knows is not', async () => {
  const directory = stateDirectory();
  const little = { ...roomy, bavail: 9999 };
  expect(await stateFinding(directory, system({ statfs: () => Promise.resolve(little) }))).toMatchObject({
    status: 'warning',
    text: 'the state directory can be written, and its file system has 39 MiB left',
  });
  const unknown = { bsize: 4096, blocks: 0, bavail: 0 };
  expect(await stateFinding(directory, system({ statfs: () => Promise.resolve(unknown) }))).toMatchObject({
    status: 'ok',
  });
});
