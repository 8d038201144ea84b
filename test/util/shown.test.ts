// What a terminal gets of text from anybody else: no character that moves its cursor or turns its writing round.
import { expect, it } from 'vitest';
import { shown, shownJson, shownLines } from '../../src/util/index.js';

const bad = 'a\u001b[2Jb\u009b2Jc\u007fd\u202ee';

it('has a mark in place of each such character, and keeps the lines of several', () => {
  expect(shown(bad)).toBe('a\ufffd[2Jb\ufffd2Jc\ufffdd\ufffde');
  expect(shownLines('a\u009b\nb')).toBe('a\ufffd\nb');
});

it('as JSON means the same, with escapes in their place', () => {
  const document = { name: bad, [bad]: [bad] };
  const text = shownJson(document);
  expect(JSON.parse(text)).toEqual(document);
  expect(text).not.toMatch(/[\u007f-\u009f\u202a-\u202e]/);
  expect(text).toContain('\\u009b2J');
});
