// How far a training is: one line that is written over on a terminal, a line for each round elsewhere; a line for each validation.
import type { Playing, Round } from '../../training/index.js';
import { fixed } from '../shared/numbers.js';
import { lineOver, type ProgressStream } from '../shared/progress-line.js';
import { durationText, utilityText } from './text.js';

const everyMs = 200;

export interface TrainingProgress {
  readonly onPlayed: (what: Playing, done: number, of: number) => void;
  readonly onRound: (round: Round) => void;
  /** Takes the line away again. */
  readonly end: () => void;
}

const words: Readonly<Record<Playing, string>> = {
  round: 'played',
  validation: 'validation: played',
  again: 'filling the memory: played',
};

/**
 * @param before rounds that were done when it began
 * @param now milliseconds of any clock
 */
export function trainingProgressOn(
  stream: ProgressStream,
  before: number,
  now: () => number = () => performance.now(),
): TrainingProgress {
  let began: number | null = null;
  let shownAt = Number.NEGATIVE_INFINITY;
  let isShown = false;
  let last = before === 0 ? 'before the first round' : `after round ${before}`;
  let said: Playing | null = null;
  const clear = (): void => {
    if (isShown) stream.write('\r\u001b[K');
    isShown = false;
  };
  return {
    onPlayed: (what, done, of) => {
      // What comes before the first round can take minutes.
      if (began === null && what !== said && stream.isTTY !== true) {
        stream.write(`${last}; ${words[what]} ${done} of ${of}\n`);
      }
      said = what;
      if (what === 'round') began ??= now();
      if (stream.isTTY !== true || now() - shownAt < everyMs) return;
      shownAt = now();
      isShown = true;
      stream.write(lineOver(stream, `${last}; ${words[what]} ${done} of ${of}`));
    },
    onRound: (round) => {
      const leftMs = ((now() - (began ?? now())) * (round.rounds - round.round)) / (round.round - before);
      last = `${roundText(round)}, about ${durationText(leftMs / 1000)} left`;
      if (stream.isTTY !== true) stream.write(`${last}\n`);
      if (round.validation === null) return;
      clear();
      const { utility, prior } = round.validation;
      stream.write(
        `round ${round.round}: validation ${utilityText(utility)}, prior alone ${utilityText(prior)}\n`,
      );
    },
    end: clear,
  };
}

function roundText({ round, rounds, utility, loss }: Round): string {
  const learned = loss === null ? 'nothing learned yet' : `loss ${loss.toPrecision(3)}`;
  return `round ${round} of ${rounds}: utility ${fixed(utility)}, ${learned}`;
}
