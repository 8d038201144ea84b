// What a writer that was killed has left beside a file and among the backups, and what the next one makes of it.
import { spawnSync } from 'node:child_process';
import { promises, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planFiles, writeFiles } from '../../../src/change/index.js';
import { folderWith } from './helpers.js';

const before = 'topology.max.spout.pending: 100\n';
const after = 'topology.max.spout.pending: 500\n';

async function persist(folder: string, ...names: string[]) {
  const paths = names.map((name) => join(folder, name));
  const wishes = [{ knob: 'topology.max.spout.pending', value: 500, insert: true }];
  const plan = await planFiles(promises, { files: paths, keys: {} }, wishes);
  const backups = join(folder, 'backups');
  return await writeFiles(plan, { files: promises, backups, stamp: 'd1', git: null });
}

/** Of a process that has ended. */
function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

it('a half-written content of a process that is gone is removed; that of one that runs, and other files, stay', async () => {
  const dead = `.a.yaml.trimtab-${deadPid()}-0123abcd`;
  const running = `.a.yaml.trimtab-${process.ppid}-0123abcd`;
  const others = ['.a.yaml.trimtab-mine', '.a.yaml.swp', '.b.yaml.trimtab-1-0123abcd'];
  const leftovers = Object.fromEntries([dead, running, ...others].map((name) => [name, 'topo']));
  const folder = folderWith({ 'a.yaml': before, ...leftovers });
  await persist(folder, 'a.yaml');
  expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe(after);
  expect(readdirSync(folder).sort()).toEqual([running, ...others, 'a.yaml', 'backups'].sort());
});

it('the second of two files is written by the next run, and no backup of the first run is overwritten', async () => {
  const folder = folderWith({ 'a.yaml': before });
  const { files: first } = await persist(folder, 'a.yaml');
  // Killed here; another file of the same name is still to be written.
  await promises.mkdir(join(folder, 'other'));
  writeFileSync(join(folder, 'other', 'a.yaml'), `# other\n${before}`);
  const { files: second } = await persist(folder, 'a.yaml', 'other/a.yaml');
  expect(second.map(({ file }) => file)).toEqual([join(folder, 'other', 'a.yaml')]);
  const contents = [...first, ...second].map(({ backup }) => readFileSync(backup, 'utf8'));
  expect(contents).toEqual([before, `# other\n${before}`]);
});
