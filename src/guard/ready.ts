// Ready: a full window since the last restart, of a topology that runs.
import { formatSeconds } from '../util/index.js';
import type { MeasuringRule } from './types.js';

export const ready: MeasuringRule = {
  name: 'ready',
  check: ({ notReady, windowSeconds }) => {
    const margin = windowSeconds.wanted > 0 ? windowSeconds.got / windowSeconds.wanted - 1 : null;
    if (notReady !== null) {
      const { code, text } = notReady;
      // Only the length of the window has a scale.
      const short = code === 'WINDOW_NOT_FULL' ? margin : null;
      return { answer: { guard: 'ready', answer: 'veto', code, margin: short, text } };
    }
    const text = `a window of ${formatSeconds(windowSeconds.got)} since the last restart`;
    return { answer: { guard: 'ready', answer: 'pass', code: 'READY', margin, text } };
  },
};
