// Every code by which a guard or a policy holds is in the guide.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Codes of answers that let pass. */
const passing = [
  ...['CLEAR', 'FRESH', 'FRESHNESS_UNKNOWN', 'GAIN', 'IN_TIME', 'NOT_DOWN', 'NOT_TRIED', 'PAYS', 'PROPOSED'],
  ...['READY', 'SLO_SAFE', 'SPARE', 'UNKNOWN', 'WITHIN_BOUNDS'],
];
/** What became of a change, which others hold by. */
const outcomes = [
  'AS_PROMISED',
  'BETTER',
  'LOAD_CHANGED',
  'NOT_IN_FORCE',
  'NOT_PREDICTED',
  'SHORT_OF_PROMISE',
];

function codesIn(folder: string): string[] {
  const path = join(root, 'src', folder);
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap(
      (name) =>
        readFileSync(join(path, name), 'utf8').match(
          /(?<=\bcode: ')[A-Z_]+(?=')|(?<=')[A-Z]+(?:_[A-Z]+)+(?=')/g,
        ) ?? [],
    )
    .filter((code) => !code.startsWith('TRIMTAB_E_'));
}

it('is so', () => {
  const guide = ['suggestion.md', 'safety.md']
    .map((page) => readFileSync(join(root, 'docs/guide', page), 'utf8'))
    .join('');
  const codes = new Set([...codesIn('guard'), ...codesIn('policy')]);
  for (const code of [...passing, ...outcomes]) codes.delete(code);
  expect(codes.size).toBeGreaterThan(40);
  expect([...codes].filter((code) => !guide.includes(`\`${code}\``))).toEqual([]);
});
