// How far an evaluation is: one line that is written over on a terminal, a line for every tenth elsewhere.
import type { ThreadOptions } from '../../training/index.js';
import { lineOver, type ProgressStream } from '../shared/progress-line.js';

const everyMs = 200;

export interface Progress {
  readonly onDone: ThreadOptions['onDone'];
  /** Takes the line away again. */
  readonly end: () => void;
}

/** @param now milliseconds of any clock */
export function progressOn(stream: ProgressStream, now: () => number = () => performance.now()): Progress {
  const began = now();
  let [shownAt, tenths] = [Number.NEGATIVE_INFINITY, 0];
  let isShown = false;
  return {
    onDone: (done, of) => {
      const leftMs = ((now() - began) * (of - done)) / done;
      const text = `played ${done} of ${of} (${Math.floor((100 * done) / of)} %), about ${Math.ceil(leftMs / 1000)} s left`;
      if (stream.isTTY === true) {
        if (now() - shownAt < everyMs) return;
        shownAt = now();
        isShown = true;
        stream.write(lineOver(stream, text));
      } else if (Math.floor((10 * done) / of) > tenths) {
        tenths = Math.floor((10 * done) / of);
        stream.write(`${text}\n`);
      }
    },
    end: () => {
      if (isShown) stream.write('\r\u001b[K');
    },
  };
}
