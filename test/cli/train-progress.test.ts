// How a training is told while it goes on: lines where they are read later, one line on a terminal.
import { expect, it } from 'vitest';
import { progressOn } from '../../src/cli/evaluate/progress.js';
import { trainingProgressOn } from '../../src/cli/train/progress.js';

const round = { round: 3, rounds: 5, decisions: 9, utility: -0.25, changes: 1, loss: null, validation: null };

function told(isTTY: boolean): string {
  let [text, ms] = ['', 0];
  const stream = { isTTY, columns: 100, write: (more: string) => (text += more) };
  const progress = trainingProgressOn(stream, 2, () => ms);
  progress.onPlayed('again', 1, 4);
  progress.onPlayed('again', 2, 4);
  progress.onPlayed('round', 1, 4);
  ms += 60_000;
  progress.onRound(round);
  progress.onPlayed('round', 1, 4);
  progress.onRound({ ...round, round: 4, loss: 0.0123, validation: { utility: 0.2, prior: -0.1 } });
  progress.end();
  return text.replaceAll('\r', '⏎').replaceAll('\u001b[K', '␡');
}

it('has lines for those who read it later', () => {
  expect(told(false)).toMatchInlineSnapshot(`
    "after round 2; filling the memory: played 1 of 4
    after round 2; played 1 of 4
    round 3 of 5: utility −0.250, nothing learned yet, about 2 min left
    round 4 of 5: utility −0.250, loss 0.0123, about 30 s left
    round 4: validation 0.2000, prior alone −0.1000
    "
  `);
});

it('has one line on a terminal, and a line for each validation', () => {
  expect(told(true)).toMatchInlineSnapshot(`
    "⏎after round 2; filling the memory: played 1 of 4␡⏎round 3 of 5: utility −0.250, nothing learned yet, about 2 min left; played 1 of 4␡⏎␡round 4: validation 0.2000, prior alone −0.1000
    "
  `);
});

it.each([
  [40, 39],
  [undefined, 79],
  [0, 79],
])('is never as wide as a terminal of %s columns', (columns, most) => {
  let text = '';
  const own = columns === undefined ? {} : { columns };
  const stream = { isTTY: true, ...own, write: (more: string) => (text += more) };
  const progress = trainingProgressOn(stream, 2, () => 0);
  progress.onRound({ ...round, rounds: 100_000, loss: 0.0123 });
  progress.onPlayed('again', 1_000_000, 1_000_000);
  progressOn(stream, () => 0).onDone(1_000_000, 1_000_000);
  const lines = text.split('\r').map((line) => line.replaceAll('\u001b[K', '').length);
  expect(Math.max(...lines)).toBeLessThanOrEqual(most);
  expect(Math.max(...lines)).toBeGreaterThan(30);
});
