// Every number of an Evaluation is explained in the catalogue, and an Evaluation survives being written and read.
import { describe, expect, it } from 'vitest';
import { evaluate, evaluationSchema, metricCatalogue } from '../../src/metrics/index.js';
import { executorWindow, input, windowOf } from '../builders.js';

const evaluation = evaluate(
  windowOf(
    [
      { name: 'text', kind: 'spout' },
      { name: 'clicks', kind: 'spout' },
      { name: '__acker', kind: 'system' },
      {
        name: 'split',
        inputs: [input('text')],
        lastError: { text: 'java.lang.Error', secondsAgo: null },
        // Of Heron alone.
        backpressureMsPerSecond: 0,
        process: { cpuCores: 0.5, heapUsedMiB: 100, heapFill: 0.2, gcShare: null },
      },
    ],
    [
      executorWindow('text', '[1-1]'),
      executorWindow('clicks', '[3-3]'),
      executorWindow('__acker', '[4-4]'),
      executorWindow('split', '[2-2]', { executed: 200, failed: 3 }),
    ],
  ),
);

/** What names or describes, rather than measures. */
const notMetrics = {
  topology: ['at', 'topology', 'window', 'components', 'acking', 'bottleneck'],
  component: ['name', 'kind', 'inputs', 'lastError', 'process'],
};

describe('the metric catalogue', () => {
  it.each([
    ['topology', evaluation],
    ['component', Object.assign({}, ...evaluation.components)],
  ] as const)('has an entry for each number of a %s, and no other', (scope, measured) => {
    const numbers = Object.keys(measured).filter((key) => !notMetrics[scope].includes(key));
    const entries = metricCatalogue.filter((entry) => entry.scope === scope).map((entry) => entry.name);
    expect(entries.toSorted()).toEqual(numbers.toSorted());
  });

  it('gives each a unit, a range and a sentence', () => {
    for (const { name, unit, range, meaning } of metricCatalogue) {
      expect(unit, name).not.toBe('');
      expect(range, name).toMatch(/≥|…/);
      expect(meaning, name).toMatch(/\.$/);
    }
  });
});

describe('an evaluation that was saved', () => {
  it('is read back as it was', () => {
    expect(evaluationSchema.parse(JSON.parse(JSON.stringify(evaluation)))).toEqual(evaluation);
  });

  it('is refused when a number is missing or is text', () => {
    const { workers: _, ...incomplete } = evaluation;
    expect(evaluationSchema.safeParse(incomplete).success).toBe(false);
    expect(evaluationSchema.safeParse({ ...evaluation, throughputPerSecond: '100' }).success).toBe(false);
  });
});
