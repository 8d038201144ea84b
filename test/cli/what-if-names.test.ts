// A knob of Heron has two names, and a what-if takes either.
import { expect, it } from 'vitest';
import { askedInSharedWords } from '../../src/cli/explain/heron-words.js';

it('is asked about by either name', () => {
  const shared = { 'executors.split': 4, workers: 2 };
  expect(askedInSharedWords({ 'parallelism.split': 4, workers: 2 })).toEqual(shared);
  expect(askedInSharedWords(shared)).toEqual(shared);
});

it('is refused by both: one value would be left out without a word', () => {
  expect(() => askedInSharedWords({ 'executors.split': 4, 'parallelism.split': 8 })).toThrow(
    '--what-if parallelism.split is given twice, by two names',
  );
});
