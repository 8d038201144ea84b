// The options of persist: where paths start, how layers are laid over each other, and what is warned about.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noticesOf, topologyConfig } from '../../src/config/index.js';
import { folderWith, load, refusalOf } from './helpers.js';

const knobs = {
  names: ['executors.<component>'],
  has: (name: string) => name.startsWith('executors.'),
  uselessOn: () => null,
};

test('files start at the directory of the configuration; keys are merged, files replaced', () => {
  const folder = folderWith({
    'conf/trimtab.yaml': `
topologies:
  defaults: { persist: { files: [a.yaml], keys: { executors.a: a.n, executors.b: b.n } } }
  overrides:
    - match: { name: words }
      persist: { files: [sub/b.yaml], keys: { executors.b: c.n }, git: true }
`,
  });
  const { config } = load('', { cwd: folder, file: 'conf/trimtab.yaml' });
  expect(topologyConfig(config, 'prod', 'other').persist).toEqual({
    files: [join(folder, 'conf/a.yaml')],
    keys: { 'executors.a': 'a.n', 'executors.b': 'b.n' },
    git: false,
  });
  expect(topologyConfig(config, 'prod', 'words').persist).toEqual({
    files: [join(folder, 'conf/sub/b.yaml')],
    keys: { 'executors.a': 'a.n', 'executors.b': 'c.n' },
    git: true,
  });
});

test('a file that is not there, and a knob that does not exist, are warned about', () => {
  const persist = '{ files: [no.yaml], keys: { executor.split: split.n } }';
  const notices = noticesOf(load(`topologies: { defaults: { persist: ${persist} } }`), knobs);
  expect(notices.map(({ path, text }) => `${path}: ${text.replace(/^.*\/no/, 'no')}`)).toEqual([
    'topologies.defaults.persist.files[0]: no.yaml: there is no such file',
    'topologies.defaults.persist.keys["executor.split"]: no knob is named executor.split',
  ]);
});

test('anything but a list of files is refused', () => {
  expect(refusalOf('topologies: { defaults: { persist: { files: a.yaml } } }')).toContain(
    'topologies.defaults.persist.files: found "a.yaml", expected a list of files',
  );
});
