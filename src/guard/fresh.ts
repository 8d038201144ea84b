// Fresh: the statistics still move; the engine goes on showing the last ones of a worker that died.
import { formatSeconds } from '../util/index.js';
import type { MeasuringRule } from './types.js';

export const fresh: MeasuringRule = {
  name: 'fresh',
  check: ({ ageSeconds, maxAgeSeconds }) => {
    if (ageSeconds === null) {
      const text = 'not checked: one poll cannot show whether the statistics move';
      return { answer: { guard: 'fresh', answer: 'pass', code: 'FRESHNESS_UNKNOWN', margin: null, text } };
    }
    const margin = 1 - ageSeconds / maxAgeSeconds;
    const text = `the oldest statistics are ${formatSeconds(ageSeconds)} old, ${formatSeconds(maxAgeSeconds)} allowed`;
    return margin >= 0
      ? { answer: { guard: 'fresh', answer: 'pass', code: 'FRESH', margin, text } }
      : { answer: { guard: 'fresh', answer: 'veto', code: 'STALE_STATISTICS', margin, text } };
  },
};
