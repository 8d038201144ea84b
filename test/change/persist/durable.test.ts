// A rewritten file outlives a loss of power, is looked at once more, and its former content is kept, for a while.
import { mkdirSync, promises, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { type FileFunctions, planFiles, writeFiles } from '../../../src/change/index.js';
import { folderWith, refusal } from './helpers.js';

const before = 'topology.max.spout.pending: 100\n';
const after = 'topology.max.spout.pending: 500\n';
const wishes = [{ knob: 'topology.max.spout.pending', value: 500, insert: true }];

async function persist(folder: string, files: FileFunctions = promises, meanwhile = (): void => {}) {
  const plan = await planFiles(files, { files: [join(folder, 'a.yaml')], keys: {} }, wishes);
  meanwhile();
  return await writeFiles(plan, { files, backups: join(folder, 'backups'), stamp: 'd1', git: null });
}

it('the backup is on the disk before the content, the content before its name, and the name at the end', async () => {
  const folder = folderWith({ 'a.yaml': before });
  const steps: string[] = [];
  const nameOf = (path: unknown): string => {
    const name = basename(String(path));
    return path === folder ? 'folder' : name.startsWith('.a.yaml.trimtab-') ? 'content' : name;
  };
  const files: FileFunctions = {
    ...promises,
    open: async (path, ...how) => {
      const handle = await promises.open(path, ...how);
      const sync = handle.sync.bind(handle);
      handle.sync = async () => {
        steps.push(`${nameOf(path)} synced`);
        await sync();
      };
      return handle;
    },
    rename: async (from, to) => {
      steps.push(`${nameOf(from)} becomes ${nameOf(to)}`);
      await promises.rename(from, to);
    },
  };
  await persist(folder, files);
  expect(steps).toEqual(['d1-1-a.yaml synced', 'content synced', 'content becomes a.yaml', 'folder synced']);
});

it('that is another one when it is read again is told, and left to somebody who looks at it', async () => {
  const folder = folderWith({ 'a.yaml': before });
  const files: FileFunctions = {
    ...promises,
    rename: async (from, to) => {
      await promises.rename(from, to);
      writeFileSync(join(folder, 'a.yaml'), 'half');
    },
  };
  expect(await refusal(() => persist(folder, files), folder)).toMatch(
    /^TRIMTAB_E_FILE_WRITE FOLDER\/a\.yaml: read again, it is not what was written; and FOLDER\/a\.yaml keeps its new content: /,
  );
  expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('half');
  expect(readFileSync(join(folder, 'backups', 'd1-1-a.yaml'), 'utf8')).toBe(before);
});

it('a link that leads to another file meanwhile is not followed, though that says the same', async () => {
  const folder = folderWith({ 'one.yaml': before, 'two.yaml': before });
  const link = join(folder, 'a.yaml');
  symlinkSync('one.yaml', link);
  const turned = (): void => {
    rmSync(link);
    symlinkSync('two.yaml', link);
  };
  expect(await refusal(() => persist(folder, promises, turned), folder)).toMatch(/^TRIMTAB_E_FILE_CHANGED /);
  for (const name of ['one.yaml', 'two.yaml']) {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(before);
  }
});

it('is written, and said to be, though a backup of long ago cannot be removed', async () => {
  const folder = folderWith({ 'a.yaml': before });
  const backups = join(folder, 'backups');
  mkdirSync(join(backups, '20251122T1-kept-by-hand'), { recursive: true });
  const old = Array.from({ length: 200 }, (_, i) => `20261122T${String(100_000 + i)}Z-x-1-a.yaml`);
  for (const name of old) writeFileSync(join(backups, name), '');
  expect((await persist(folder)).files).toHaveLength(1);
  expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(after);
  expect(readdirSync(backups).toSorted()).toEqual([
    '20251122T1-kept-by-hand',
    ...old.slice(1),
    'd1-1-a.yaml',
  ]);
});

it('of the backups the newest two hundred stay', async () => {
  const folder = folderWith({ 'a.yaml': before });
  const backups = join(folder, 'backups');
  mkdirSync(backups);
  const old = Array.from({ length: 200 }, (_, i) => `20261122T${String(100_000 + i)}Z-x-1-a.yaml`);
  for (const name of old) writeFileSync(join(backups, name), '');
  await persist(folder);
  expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(after);
  expect(readdirSync(backups).toSorted()).toEqual([...old.slice(1), 'd1-1-a.yaml']);
});
