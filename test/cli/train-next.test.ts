// What is said where a training ends before its end: a command that is not refused.
import { expect, it } from 'vitest';
import { endedWithNext } from '../../src/cli/train/next.js';
import { TrimtabError } from '../../src/errors/index.js';

const wanted = { out: 'my model', history: ['a', "b's"], topology: 'words', from: 'm', resume: true };
const nextOf = (error: unknown): string => (error instanceof TrimtabError ? error.next : 'none');
const interrupted = new TrimtabError('TRIMTAB_E_INTERRUPTED', 'interrupted');
const unwritten = new TrimtabError('TRIMTAB_E_MODEL_WRITE', 'no space');
const diverged = new TrimtabError('TRIMTAB_E_TRAINING_DIVERGED', 'not finite');

it('goes on with all that it began with, quoted', () => {
  const command = "trimtab train --resume --out 'my model' --history a 'b'\\''s' --topology words --from m";
  expect(nextOf(endedWithNext(interrupted, wanted, false))).toBe(
    `Go on after the last whole round with: ${command}`,
  );
  expect(nextOf(endedWithNext(unwritten, wanted, false))).toContain(`with: ${command}`);
  expect(nextOf(endedWithNext(interrupted, { out: 'm' }, false))).toMatch(/ --resume --out m$/);
});

it('names no checkpoint where there is none', () => {
  expect(nextOf(endedWithNext(interrupted, wanted, true))).toContain('run it again');
  expect(nextOf(endedWithNext(unwritten, wanted, true))).toBe(unwritten.next);
});

it('does not go on with the rates that led to no number', () => {
  expect(nextOf(endedWithNext(diverged, wanted, false))).toMatch(/^Train anew, .*learningRate/);
});
