// Text that is cut, or that came with half a character: what is left of it can be written as UTF-8.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lastLines } from '../../src/clusters/command/run-command.js';
import { errorOfTracker } from '../../src/clusters/heron/answers.js';
import { messageOf } from '../../src/clusters/heron/api-answers.js';
import { errorLine } from '../../src/clusters/heron/command-output.js';
import { firstLine } from '../../src/clusters/rest/first-line.js';
import { cut, show, shown, wellFormed } from '../../src/util/index.js';

const half = /\p{Surrogate}/u;

it('a cut leaves out the character that does not fit whole', () => {
  expect(['ab😀', 'a😀b', '😀😀'].map((text) => cut(text, 3))).toEqual(['ab', 'a😀', '😀']);
});

it('any text is cut to its beginning, at most one code unit shorter than it may be', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, most) => {
      const left = cut(text, most);
      expect(text.startsWith(left)).toBe(true);
      expect(left.length).toBeGreaterThanOrEqual(Math.min(text.length, most - 1));
      expect(left).not.toMatch(half);
    }),
  );
});

it('halves of characters have a mark in their place, and whole ones stay', () => {
  expect(wellFormed('a\ud83d b\ude00 😀')).toBe('a\ufffd b\ufffd 😀');
  expect(shown('a\ud83d😀')).toBe('a\ufffd😀');
});

describe('no half of a character is left at the end of', () => {
  it.each<[string, (text: string) => string]>([
    ['the first line of an exception', firstLine],
    ['what a Tracker says', (text) => errorOfTracker('URL', 500, 'application/json', '', text).message],
    ['what an API server says', (text) => String(messageOf({ message: text }))],
    ['what the heron command says', (text) => errorLine(`[ERROR]: ${text}`)],
    ['what another command says', (text) => lastLines(`Exception: ${text}`)],
    ['a value in a message', show],
  ])('%s', (_, said) => {
    // Each of two lengths has its cut within a character.
    for (const text of [`x${'😀'.repeat(200)}`, '😀'.repeat(200)]) {
      expect(said(text)).toContain('😀');
      expect(said(text)).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])|\\ud83d/);
    }
  });
});
