// Generated edits of generated files: what is not edited stays byte for byte, and the value reads as wanted (npm run bench:survive has more).
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { type RewritingCase, rewritingCase } from '../../../scripts/bench/rewriting-cases.mjs';
import { wrongWith } from '../../../scripts/bench/rewriting-judge.mjs';
import { setValue } from '../../../src/change/index.js';
import { createRandom } from '../../../src/util/index.js';

function cases(seed: number, count: number): RewritingCase[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => rewritingCase(() => random.uniform()));
}

test.each([11, 12, 13, 14])('300 edits of seed %i change nothing else', (seed) => {
  const wrong = cases(seed, 300).flatMap((one) => {
    const text = wrongWith(
      one,
      ({ name, text, target, value }) => setValue(name, text, target, value)?.text ?? null,
    );
    return text === null ? [] : [`${text}: ${JSON.stringify(one)}`];
  });
  expect(wrong).toEqual([]);
});

test('a second edit to the same value does nothing, and one back gives the former file', () => {
  for (const { name, text, target, value, refused, insert, before } of cases(15, 300)) {
    if (refused) continue;
    const first = setValue(name, text, target, value)?.text ?? '';
    expect(setValue(name, first, target, value)).toBeNull();
    if (insert || before === undefined) continue;
    const former = /^\d+$/.exec(text.slice(before.length).split(/[\s,}#]/)[0] ?? '')?.[0];
    if (former !== undefined) expect(setValue(name, first, target, Number(former))?.text).toBe(text);
  }
});

test('the judge finds a printer that loses comments, an edit of something else, and none at all', () => {
  const flux = cases(16, 200).filter(({ name, refused }) => name.endsWith('.yaml') && !refused);
  const printed = flux.filter(
    (one) => wrongWith(one, ({ text }) => stringify(parse(text.split('\n---')[0] ?? ''))) === null,
  );
  expect(printed).toEqual([]);
  expect(flux.filter((one) => wrongWith(one, () => null) === null)).toEqual([]);
  const more = ({ name, text, target, value }: RewritingCase) =>
    `# more\n${setValue(name, text, target, value)?.text}`;
  expect(flux.filter((one) => wrongWith(one, more) === null)).toEqual([]);
});
