// Quoted words come out of a real shell as they went in.
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shellCommand, shellQuote } from '../../src/util/index.js';

describe('quoting for a shell', () => {
  it('leaves harmless words as a person would type them', () => {
    for (const word of ['wordcount', 'split=5', '-w', 'a.b-c_d/e:f,g@h+i%', '-c']) {
      expect(shellQuote(word)).toBe(word);
    }
  });

  it.each([
    ['', "''"],
    ['my topology', "'my topology'"],
    ["it's", "'it'\\''s'"],
    ['a\n', "'a\n'"],
    ['~', "'~'"],
  ])('puts %j in quotes', (word, quoted) => {
    expect(shellQuote(word)).toBe(quoted);
  });

  it('makes a command line that sh splits into the same words', () => {
    const unit = fc.oneof(
      fc.constantFrom(
        ' ',
        "'",
        '"',
        '$',
        '\\',
        '`',
        '\n',
        '\t',
        '!',
        '*',
        '(',
        ';',
        '&',
        '=',
        '-',
        '~',
        'é',
        '数',
      ),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
    );
    const word = fc.string({ unit }).filter((w) => !w.includes('\0'));
    const words = fc.sample(word, { numRuns: 2000, seed: 11 });
    const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${shellCommand(words)}`], { encoding: 'utf8' });
    expect(printed.split('\0').slice(0, -1)).toEqual(words);
  });
});
