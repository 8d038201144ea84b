// Java properties: keys and values are found as Java finds them, and only the value's own characters change.
import { expect, it } from 'vitest';
import { parseFile, setValue, type Target } from '../../../src/change/index.js';
import { refusal } from './helpers.js';

const target: Target = { kind: 'setting', key: 'split.parallelism' };
const set = (text: string): string | undefined => setValue('app.properties', text, target, 8)?.text;

it.each([
  ['split.parallelism=4\n', 'split.parallelism=8\n'],
  ['  split.parallelism : 4  \r\nz=1\r\n', '  split.parallelism : 8  \r\nz=1\r\n'],
  ['split.parallelism 4', 'split.parallelism 8'],
  ['split.parallelism\n', 'split.parallelism=8\n'],
  ['split.parallelism=\nz=1\n', 'split.parallelism=8\nz=1\n'],
  ['split.\\\n   parallelism=4\n', 'split.\\\n   parallelism=8\n'],
  ['split.parallelism=\\\n  4\n', 'split.parallelism=\\\n  8\n'],
  ['split\\u002eparallelism=4\n', 'split\\u002eparallelism=8\n'],
  [
    '#split.parallelism=3\n!x\nlong=a\\\n  split.parallelism=3\nsplit.parallelism=4\n',
    '#split.parallelism=3\n!x\nlong=a\\\n  split.parallelism=3\nsplit.parallelism=8\n',
  ],
])('%j becomes %j', (text, expected) => {
  expect(set(text)).toBe(expected);
});

it.each([
  ['', 'split.parallelism=8\n'],
  ['a = 1\r\n', 'a = 1\r\nsplit.parallelism = 8\r\n'],
  ['split.tasks:16\nz=1', 'split.tasks:16\nsplit.parallelism:8\nz=1'],
  ['a=one, \\\n  two', 'a=one, \\\n  two\nsplit.parallelism=8'],
])('a missing key: %j becomes %j', (text, expected) => {
  expect(set(text)).toBe(expected);
});

it('writes a missing key as Java reads it, byte by byte as Latin-1', () => {
  const key = 'größe 😀.split';
  const text = setValue('app.properties', 'a=1\n', { kind: 'setting', key }, 8)?.text ?? '';
  expect(text).toBe('a=1\ngr\\u00f6\\u00dfe\\ \\ud83d\\ude00.split=8\n');
  expect(parseFile('app.properties', text).data()).toEqual({ a: '1', [key]: '8' });
});

it('reads escapes, separators and continued lines', () => {
  const text = 'a\\ b\\=c = d\\te\\u00fc\\\n   f \nempty=\nbare\nc:\\:d\n';
  expect(parseFile('x.properties', text).data()).toEqual({
    'a b=c': 'd\teüf ',
    empty: '',
    bare: '',
    c: ':d',
  });
});

it('a key that is there twice is refused', async () => {
  expect(await refusal(() => set('split.parallelism=1\nsplit.parallelism=2\n'))).toMatchInlineSnapshot(
    `"TRIMTAB_E_FILE_PLACE app.properties: split.parallelism is in 2 places of the file → Leave the last of them, which is the one that Java uses."`,
  );
});
