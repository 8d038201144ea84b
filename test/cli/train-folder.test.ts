// Where a training writes: the folder behind a link, so that its checkpoint, its lock and the model agree.
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkFolder } from '../../src/cli/train/folder.js';
import { modelFolder, shippedModel } from '../../src/config/index.js';
import { emptyDirectory } from './trimtab.js';

const cwd = realpathSync(emptyDirectory());
mkdirSync(join(cwd, 'real'));
for (const [name, target] of [
  ['link', 'real'],
  ['to-link', join(cwd, 'link')],
  ['to-come', 'not/yet'],
  ['round', 'round'],
  ['shipped', modelFolder(shippedModel)],
] as const) {
  symlinkSync(target, join(cwd, name));
}

it.each([
  ['real', 'real'],
  ['link', 'real'],
  ['to-link', 'real'],
  ['to-come', 'not/yet'],
  ['new', 'new'],
])('%s is %s', (out, folder) => {
  expect(checkFolder(join(cwd, out))).toBe(join(cwd, folder));
});

it('refuses links that lead round, and one to the model of the package', () => {
  expect(() => checkFolder(join(cwd, 'round'))).toThrow('cannot be written');
  expect(() => checkFolder(join(cwd, 'shipped'))).toThrow('is the model of the package');
});
