// Folders made level by level: those that lack, none twice, and a refusal where the file system has no place for one.
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolders } from '../../src/util/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trimtab-folders-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('makes what lacks, and leaves what is there', () => {
  makeFolders(join(folder, 'a', 'b', 'c'));
  makeFolders(join(folder, 'a', 'b', 'c'));
  makeFolders(join(folder, 'a', '..', 'd'));
  expect(statSync(join(folder, 'a', 'b', 'c')).isDirectory()).toBe(true);
  expect(existsSync(join(folder, 'd'))).toBe(true);
});

it('goes through links to folders', () => {
  mkdirSync(join(folder, 'real'));
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  makeFolders(join(folder, 'link', 'a'));
  expect(existsSync(join(folder, 'real', 'a'))).toBe(true);
});

it.each(['file', 'file/a', 'file/a/b'])('refuses %s, where a file is in the way', (path) => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolders(join(folder, path))).toThrow(/EEXIST|ENOTDIR/);
});

it.skipIf(!existsSync('/proc/self'))('refuses a place in which nothing can be made', () => {
  expect(() => makeFolders('/proc/trimtab/state')).toThrow('ENOENT');
});
