// Lines that are told sound by parsing, since their form is rare: what was changed in one is noticed as in any other.
import { expect, it } from 'vitest';
import { checkLine, emptyChain, seal } from '../../src/audit/line.js';
import { scanLine } from '../../src/audit/scan.js';

const nested = (depth: number): unknown => (depth === 0 ? 'end' : [nested(depth - 1)]);

it.each([
  ['a control character', { text: 'a\u0001b' }, 'a\\u0001b', 'a\\u0001c'],
  ['a name beyond ASCII', { größe: 4 }, '"größe":4', '"größe":5'],
  ['a great depth', { deep: nested(70) }, '"end"', '"and"'],
])('%s: as it was sealed it is sound, and changed it is not', (_, body, found, forged) => {
  const at = '2026-11-22T10:00:00.000Z';
  const { bytes, hash } = seal({ kind: 'observed', at, id: null, topology: null, body }, emptyChain);
  const line = bytes.subarray(0, -1);
  expect(scanLine(line)).toBeNull();
  expect(checkLine(line)).toMatchObject({ kind: 'sound', seq: 1, hash });
  const text = line.toString('utf8').replace(found, forged);
  expect(text).toContain(forged);
  expect(checkLine(Buffer.from(text))).toMatchObject({
    kind: 'unsound',
    what: 'was changed: its content does not have its hash',
    seq: 1,
  });
});
