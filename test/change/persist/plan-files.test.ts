// Which file gets which knob: those that have it, else the first that may; placeholders lead to their properties file.
import { promises } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planFiles, type Wish } from '../../../src/change/index.js';
import { folderWith, refusal } from './helpers.js';

const flux = `name: words
config:
  topology.workers: 1
spouts:
  - {id: text, className: a.Text, parallelism: 1}
bolts:
  - id: split
    className: a.Split
    parallelism: \${split.parallelism}
`;

async function planned(
  files: Readonly<Record<string, string>>,
  values: Readonly<Record<string, number>>,
  { keys = {}, insert = true }: { keys?: Record<string, string>; insert?: boolean } = {},
) {
  const folder = folderWith(files);
  const wishes = Object.entries(values).map(([knob, value]): Wish => ({ knob, value, insert }));
  const plan = await planFiles(
    promises,
    { files: Object.keys(files).map((name) => join(folder, name)), keys },
    wishes,
  );
  const edits = plan.files.flatMap(({ file, edits: own }) =>
    own.map(({ key, from, to }) => `${file.path.slice(folder.length + 1)}: ${key} ${from} → ${to}`),
  );
  return { edits, unplaced: plan.unplaced };
}

it('a knob goes into every file that has it', async () => {
  const files = { 'storm.yaml': 'topology.workers: 2\n', 'w.yaml': flux };
  expect((await planned(files, { workers: 4 })).edits).toEqual([
    'storm.yaml: topology.workers 2 → 4',
    'w.yaml: topology.workers 1 → 4',
  ]);
});

it('one that no file has goes into the Flux file, and is left alone where it is only compared', async () => {
  const files = { 'storm.yaml': 'topology.workers: 2\n', 'w.yaml': flux };
  const pending = { 'topology.max.spout.pending': 50 };
  expect((await planned(files, pending)).edits).toEqual(['w.yaml: topology.max.spout.pending null → 50']);
  expect(await planned(files, pending, { insert: false })).toEqual({ edits: [], unplaced: [] });
});

it('a diff names a file with spaces so that patch reads the whole of its name', async () => {
  const path = join(folderWith({ 'top words.yaml': 'topology.workers: 2\n' }), 'top words.yaml');
  const wishes = [{ knob: 'workers', value: 4, insert: true }];
  const diffOf = async (name: string): Promise<string | undefined> =>
    (await planFiles(promises, { files: [path], keys: {} }, wishes, () => name)).files[0]?.diff;
  const edit = '@@ -1,1 +1,1 @@\n-topology.workers: 2\n+topology.workers: 4\n';
  expect(await diffOf('my conf/top words.yaml')).toBe(
    `--- a/my conf/top words.yaml\t\n+++ b/my conf/top words.yaml\t\n${edit}`,
  );
  expect(await diffOf('conf/w.yaml')).toBe(`--- a/conf/w.yaml\n+++ b/conf/w.yaml\n${edit}`);
});

it('memory, ackers and Heron have keys of their own', async () => {
  const values = {
    'onheap.memory.mb.text': 256,
    'executors.__acker': 3,
    'topology.acker.executors': 2,
    'parallelism.text': 2,
    containers: 5,
  };
  expect((await planned({ 'w.yaml': flux }, values)).edits).toEqual([
    'w.yaml: onHeapMemoryLoad of text null → 256',
    'w.yaml: topology.acker.executors null → 3',
    'w.yaml: parallelism of text 1 → 2',
    'w.yaml: topology.stmgrs null → 5',
  ]);
});

it('a placeholder of Flux is followed into its properties file', async () => {
  const files = { 'w.yaml': flux, 'w.properties': 'split.parallelism=2\n' };
  expect((await planned(files, { 'executors.split': 8 })).edits).toEqual([
    'w.properties: split.parallelism 2 → 8',
  ]);
  expect(await refusal(() => planned({ 'w.yaml': flux }, { 'executors.split': 8 }))).toMatch(
    /FILE_PLACE.*placeholder \$\{split.parallelism\} → Add the properties file/,
  );
});

it('a placeholder that stands for something else, too, is changed only where that is to have the same value', async () => {
  const count = `  - {id: count, className: a.Count, parallelism: "\${n}"}\n`;
  const shared = `${flux.replace('split.parallelism', 'n')}${count}`;
  const files = { 'w.yaml': shared, 'w.properties': 'n=2\n' };
  const other =
    /FILE_PLACE.*parallelism of split is the placeholder \$\{n\}, which is shared: bolts\[1\]\.parallelism of \S*w\.yaml also uses it → Give each/;
  expect(await refusal(() => planned(files, { 'executors.split': 5 }))).toMatch(other);
  expect(await refusal(() => planned(files, { 'executors.split': 5, 'executors.count': 2 }))).toMatch(other);
  const both = { 'executors.split': 5, 'executors.count': 5 };
  expect((await planned(files, both)).edits).toEqual(['w.properties: n 2 → 5']);
  // Nothing is to become different.
  expect((await planned(files, { 'executors.split': 2 })).edits).toEqual([]);
  const withinText = {
    ...files,
    'w.yaml': flux.replace('split.parallelism', 'n'),
    'app.yaml': `x: a-\${n}\n`,
  };
  expect(await refusal(() => planned(withinText, { 'executors.split': 5 }))).toMatch(
    /shared: x of \S*app\.yaml also uses it/,
  );
});

it('keys of the application, and knobs that have no place', async () => {
  const files = { 'app.json': '{"words": {"split": {"threads": 2}}}' };
  const keys = { 'executors.split': 'words.split.threads' };
  expect(await planned(files, { 'executors.split': 8, 'executors.count': 4 }, { keys })).toEqual({
    edits: ['app.json: words.split.threads 2 → 8'],
    unplaced: ['executors.count'],
  });
});

it('a file that is in order is read though nothing is to be set in it; one that is not is refused', async () => {
  expect(await refusal(() => planned({ 'a.yaml': '- list\n' }, {}))).toMatch(/^TRIMTAB_E_FILE_FORM/);
});

it.each([
  ['bolts', 'bolts:\n  split:\n    count: 4\n'],
  ['spouts', 'spouts:\n  text: a.Text\nbolts: []\n'],
  ['streams', 'streams: {in: kafka}\n'],
  ['includes', 'includes: other.yaml\n'],
  ['topologySource', 'topologySource: kafka\n'],
  ['streams beside name and config', 'name: app\nconfig: {x: 1}\nstreams: {in: a}\n'],
])(
  'an application’s own file may name %s in another form than Flux: its keys stay at the top',
  async (_, own) => {
    const files = { 'app.yaml': `topology.workers: 2\n${own}` };
    expect((await planned(files, { workers: 5 })).edits).toEqual(['app.yaml: topology.workers 2 → 5']);
  },
);

it('an application’s own file that names bolts has its keys, too', async () => {
  const files = { 'app.yaml': 'topology.workers: 2\nbolts: {split: {count: 4}}\n' };
  const keys = { 'executors.split': 'bolts.split.count' };
  expect(await planned(files, { workers: 5, 'executors.split': 6 }, { keys })).toEqual({
    edits: ['app.yaml: topology.workers 2 → 5', 'app.yaml: bolts.split.count 4 → 6'],
    unplaced: [],
  });
});

it.each(['bolts: []', 'streams:', 'includes: *l', 'topologySource: {className: a.B}'])(
  'a file with %s is one of Flux',
  async (form) => {
    const files = { 'w.yaml': `name: words\nl: &l []\n${form}\n` };
    const folder = folderWith(files);
    const wishes = [{ knob: 'workers', value: 5, insert: true }];
    const plan = await planFiles(promises, { files: [join(folder, 'w.yaml')], keys: {} }, wishes);
    expect(plan.files[0]?.text).toContain('\nconfig:\n  topology.workers: 5\n');
  },
);

it.each([
  ['topology.workers: 2', ''],
  ['topology: {workers: 2}', ''],
  ['topology.workers: 2', 'config:\n'],
  ['topology.workers: 2', 'config: {x: 1}\n'],
])(
  'a key at the top of a Flux file (%s, %j) is not given a second time within config',
  async (top, config) => {
    const files = { 'w.yaml': `${top}\nbolts: []\n${config}` };
    const told = await refusal(() => planned(files, { workers: 5 }));
    expect(told).toMatch(
      /TRIMTAB_E_FILE_PLACE .*topology\.workers is at the top of the file.* → Move the key into config/,
    );
    // What is only compared is not refused.
    expect(await planned(files, { workers: 5 }, { insert: false })).toEqual({ edits: [], unplaced: [] });
  },
);
