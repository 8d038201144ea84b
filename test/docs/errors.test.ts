// Every error code is explained, and the catalogue has exactly the codes that the code uses.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { catalogue } from '../../src/errors/index.js';

const src = fileURLToPath(new URL('../../src/', import.meta.url));
const codes = Object.keys(catalogue);
const used = codesIn(src);

/** Codes that no place raises yet, each with why it is in the catalogue nevertheless. */
const reserved: Readonly<Record<string, string>> = {};

function codesIn(folder: string): ReadonlySet<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && name !== join('errors', 'catalogue.ts'),
  );
  return new Set(
    files.flatMap(
      (name) => readFileSync(join(folder, name), 'utf8').match(/(?<=['"`])TRIMTAB_E_[A-Z_]+/g) ?? [],
    ),
  );
}

test.each(Object.entries(catalogue))('%s says what it means and what to do', (_, entry) => {
  expect(entry.meaning).toMatch(/^[A-Z].{15,}\.$/s);
  expect(entry.next).toMatch(/^[A-Z].{15,}[^\s]$/s);
});

test('every code in src/ is in the catalogue', () => {
  expect([...used].filter((code) => !codes.includes(code))).toEqual([]);
});

test('every code of the catalogue is used in src/, or reserved with a reason', () => {
  expect(codes.filter((code) => !used.has(code) && !(code in reserved))).toEqual([]);
});
