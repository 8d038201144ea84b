// Where a value is found in YAML and JSON, how a missing one is put in, and which places are refused.
import { describe, expect, it } from 'vitest';
import { setValue, type Target } from '../../../src/change/index.js';
import { lengthenList } from '../../../src/change/persist/edit.js';
import { refusal } from './helpers.js';

const pending: Target = { kind: 'setting', key: 'topology.max.spout.pending' };
const split: Target = { kind: 'component', component: 'split', field: 'parallelism' };
const set = (
  text: string,
  target: Target = pending,
  value: number | string = 500,
  name = 'a.yaml',
): string | undefined => setValue(name, text, target, value)?.text;

describe('a value that is there', () => {
  it.each([
    ['with a comment', 'topology.max.spout.pending: 100   # per task\nz: 1\n', '500   # per task'],
    ['in quotes, which stay', 'topology.max.spout.pending: "100"\n', '"500"'],
    ['before a carriage return that ends the file', 'a: 1\ntopology.max.spout.pending: 100\r', '500\r'],
    ['in octal', 'topology.max.spout.pending: 0144\n', ' 500\n'],
    ['empty', 'topology.max.spout.pending:   # none\nz: 1\n', 'pending: 500   # none'],
    [
      'an alias: an override of its own',
      'a: &n 100\ntopology.max.spout.pending: *n\n',
      'a: &n 100\ntopology.max.spout.pending: 500',
    ],
    ['with an anchor that nobody refers to', 'topology.max.spout.pending: &n 100\n', '&n 500'],
    ['nested, as applications do', 'topology:\n  max: {spout.pending: 100}\n', 'max: {spout.pending: 500}'],
    [
      'in the second of two documents',
      'a: 1\n---\ntopology.max.spout.pending: 100\n',
      '---\ntopology.max.spout.pending: 500',
    ],
  ])('%s', (_, text, expected) => {
    expect(set(text)).toContain(expected);
  });

  it('is left alone where it is the same already, in whatever form', () => {
    expect(set('topology.max.spout.pending: 0x1f4\n')).toBeUndefined();
    expect(set('topology.max.spout.pending: "500"\n')).toBeUndefined();
  });
});

describe('a missing key', () => {
  it('in a file of comments alone', () => {
    expect(set('# nothing yet\n')).toBe('# nothing yet\ntopology.max.spout.pending: 500\n');
    expect(set('')).toBe('topology.max.spout.pending: 500\n');
  });

  it('in a mapping that merges another gets an override', () => {
    const text =
      'base: &base\n  topology.max.spout.pending: 100\nname: w\nconfig:\n  <<: *base\n  topology.workers: 1\nbolts: []\n';
    expect(set(text)).toContain('  topology.workers: 1\n  topology.max.spout.pending: 500\nbolts');
    expect(set(text)).toContain('&base\n  topology.max.spout.pending: 100');
  });

  it('of a component, and of a file without config', () => {
    const text = 'name: w\nbolts:\n- id: split\n  className: a.B\n  # how many\n  numTasks: 4\n';
    expect(set(text, split)).toBe(
      'name: w\nbolts:\n- id: split\n  className: a.B\n  parallelism: 500\n  # how many\n  numTasks: 4\n',
    );
    expect(set(text)).toBe(`name: w\nconfig:\n  topology.max.spout.pending: 500\n${text.slice(8)}`);
  });

  it.each([
    ['alone', 'config:\n  topology.workers: 1\n'],
    ['beside components', 'components: []\nconfig:\n  topology.workers: 1\n'],
  ])('of a Flux file for others to include stands in its config, %s', (_, text) => {
    expect(set(text)).toBe(`${text}  topology.max.spout.pending: 500\n`);
  });

  it('of a file that has a mapping named config and more stands at the top', () => {
    const text = 'config:\n  a: 1\nother: 2\n';
    expect(set(text)).toBe(`${text}topology.max.spout.pending: 500\n`);
  });

  it('of JSON stays JSON', () => {
    const text = '{\r\n\t"a": [1],\r\n\t"b": {}\r\n}';
    expect(set(text, pending, 500, 'a.json')).toBe(
      '{\r\n\t"a": [1],\r\n\t"b": {},\r\n\t"topology.max.spout.pending": 500\r\n}',
    );
    expect(set('{"a":1}', pending, 500, 'a.json')).toBe('{"a":1,"topology.max.spout.pending":500}');
    expect(set('{}', pending, 500, 'a.json')).toBe('{"topology.max.spout.pending": 500}');
  });

  it('has no place in a file without that component', () => {
    expect(setValue('a.yaml', 'name: w\nbolts: [{id: other}]\n', split, 3)).toBeNull();
    expect(setValue('a.yaml', 'topology.workers: 1\n', split, 3)).toBeNull();
  });
});

describe('lists and text, for cluster-wide keys', () => {
  const ports: Target = { kind: 'setting', key: 'supervisor.slots.ports' };
  const longer = (text: string) =>
    lengthenList('s.yaml', text, ports, [6700], (list) => [Math.max(...list) + 1])?.text;

  it.each([
    [
      'a block',
      'supervisor.slots.ports:\r\n    - 6700 # first\r\n    - 6701\r\nz: 1\r\n',
      '    - 6701\r\n    - 6702\r\nz: 1',
    ],
    ['in brackets', 'supervisor.slots.ports: [6700, 6701] # two\n', '[6700, 6701, 6702] # two'],
    ['a missing one', 'ui.port: 17\n', 'ui.port: 17\nsupervisor.slots.ports: [6700, 6701]\n'],
  ])('%s', (_, text, expected) => {
    expect(longer(text)).toContain(expected);
  });

  it('text keeps its quotes, and gets some where it needs them', () => {
    const options: Target = { kind: 'setting', key: 'worker.childopts' };
    expect(set("worker.childopts: '-Xmx1g'\n", options, "-Da='b'")).toBe("worker.childopts: '-Da=''b'''\n");
    expect(set('worker.childopts: -Xmx1g # x\n', options, '-Xmx%HEAP-MEM%m')).toBe(
      'worker.childopts: "-Xmx%HEAP-MEM%m" # x\n',
    );
  });
});

it('a file of ten times as many keys takes about ten times as long, not a hundred times', () => {
  const seconds = (keys: number): number => {
    const text = Array.from({ length: keys }, (_, i) => `key.number.${i}: ${i}\n`).join('');
    const start = performance.now();
    expect(set(text)).toContain('topology.max.spout.pending: 500');
    return performance.now() - start;
  };
  seconds(1000);
  const short = Math.min(seconds(2000), seconds(2000), seconds(2000));
  expect(Math.min(seconds(20_000), seconds(20_000), seconds(20_000))).toBeLessThan(60 * short);
});

it('keys that only look alike are two', () => {
  expect(set('1: a\n"1": b\nx: {y: 1}\nz: {y: 1}\n')).toContain('topology.max.spout.pending: 500');
});

describe('what is refused, with code and next step', () => {
  it.each([
    ['a list at the top', 'a.yaml', '- a\n- b\n'],
    ['JSON named .yaml', 'a.yaml', '{"topology.max.spout.pending": 100}\n'],
    ['YAML named .json', 'a.json', 'topology.max.spout.pending: 100\n'],
    ['an unknown ending', 'storm.yaml.old', 'a: 1\n'],
    ['a key given twice', 'a.yaml', 'a: 1\ntopology.max.spout.pending: 1\n"topology.max.spout.pending": 2\n'],
    ['a key given twice in JSON', 'a.json', '{"a": 1, "a": 2}'],
    ['a key given twice deeper down', 'a.yaml', 'a:\n  - {b: 1}\n  - {b: 1, c: 2, b: 3}\n'],
    ['a key given twice in a second document', 'a.yaml', 'a: 1\n---\na: 1\na: 2\n'],
    ['tabs', 'a.yaml', 'a:\n\tb: 1\n'],
    ['no YAML', 'a.yaml', 'a: [1, 2\n'],
    [
      'a key in two documents',
      'a.yaml',
      'topology.max.spout.pending: 1\n---\ntopology.max.spout.pending: 2\n',
    ],
    ['a missing key, and two documents', 'a.yaml', 'a: 1\n---\nb: 1\n'],
    ['a shared value', 'a.yaml', 'topology.max.spout.pending: &n 100\nother: *n\n'],
    ['a shared mapping', 'a.yaml', 'name: w\nconfig: &c\n  topology.workers: 1\nbolts: []\nx: *c\n'],
    ['config that is an alias', 'a.yaml', 'x: &c {a: 1}\nname: w\nconfig: *c\nbolts: []\n'],
    ['text where a number belongs', 'a.yaml', 'topology.max.spout.pending: many\n'],
    ['a list where a number belongs', 'a.yaml', 'topology.max.spout.pending: [1]\n'],
    ['a key without colon', 'a.yaml', '? topology.max.spout.pending\n'],
    ['a block of text', 'a.yaml', 'topology.max.spout.pending: |\n  100\n'],
    ['an alias within its own anchor', 'a.yaml', 'topology.max.spout.pending: 1\nx: &x\n  - { y: [*x] }\n'],
    ['an alias without anchor', 'a.yaml', 'topology.max.spout.pending: 1\nx: *x\n'],
    [
      'an alias bomb',
      'a.yaml',
      `a: &a [1]\n${[...'bcdefghij'].map((c, i) => `${c}: &${c} [${`*${'abcdefghij'[i]}, `.repeat(9)}]`).join('\n')}\ntopology.max.spout.pending: 1\n`,
    ],
  ])('%s', async (_, name, text) => {
    expect(await refusal(() => setValue(name, text, pending, 500))).toMatchSnapshot();
  });

  it('not an anchor that is used hundreds of times', async () => {
    const bolts = Array.from({ length: 300 }, (_, i) => `  - { id: b${i}, className: *c }\n`);
    const text = `name: &c w\ntopology.max.spout.pending: 1\nlist:\n${bolts.join('')}`;
    expect(await refusal(() => setValue('a.yaml', text, pending, 500))).toBe('no error');
  });

  it('a component that is there twice, or is shared', async () => {
    expect(await refusal(() => setValue('a.yaml', 'bolts: [{id: split}, {id: split}]\n', split, 3))).toMatch(
      /FILE_PLACE.*2 places/,
    );
    const shared = 'x: &x {id: split, parallelism: 1}\nbolts:\n  - *x\n';
    expect(await refusal(() => setValue('a.yaml', shared, split, 3))).toMatch(/FILE_PLACE.*refer to &x/);
  });
});
