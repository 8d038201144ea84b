// Of slow bolts a single counted tuple is a good part of a window: which executor looks the busiest is chance.
import { describe, expect, it } from 'vitest';
import { type ComponentEvaluation, type Evaluation, evaluate } from '../../src/metrics/index.js';
import { estimateDemand, fitTwin } from '../../src/twin/index.js';
import { executorWindow, input, windowOf } from '../builders.js';

/** Ten executors that each handled as many tuples as were counted, one in twenty; all were through in little more than one call. */
function measured(counted: readonly number[], ms: number, sampleRate = 0.05): Evaluation {
  const total = counted.reduce((sum, n) => sum + n, 0) / sampleRate;
  const own = { seconds: 120, executeLatencyMs: ms, processLatencyMs: ms };
  return evaluate(
    windowOf(
      [
        { name: 'text', kind: 'spout' },
        { name: 'fetch', inputs: [input('text')] },
        { name: '__acker', kind: 'system' },
      ],
      [
        executorWindow('text', '[1-1]', {
          seconds: 120,
          emitted: total,
          acked: total,
          completeLatencyMs: ms + 50,
        }),
        ...counted.map((n, i) =>
          executorWindow('fetch', `[${i + 2}-${i + 2}]`, {
            ...own,
            executed: n / sampleRate,
            acked: n / sampleRate,
          }),
        ),
        executorWindow('__acker', '[99-99]', {
          seconds: 120,
          executed: 2 * total,
          executeLatencyMs: 0.01,
        }),
      ],
      {
        measuring: {
          sampleRate,
          statisticsIntervalSeconds: 60,
          maxSpoutPending: null,
          messageTimeoutSeconds: 30,
        },
      },
    ),
  );
}

function fetchOf({ components }: Evaluation): ComponentEvaluation {
  const found = components.find(({ name }) => name === 'fetch');
  if (found === undefined) throw new Error('no fetch');
  return found;
}

/** 20 tuples of 3 s in 120 s: half of the time. */
const lucky = measured([1, 1, 1, 2, 0, 1, 1, 1, 2, 0], 3000);

describe('ten executors of calls that take 3 s', () => {
  it('are half busy, though two tuples of one were counted', () => {
    expect(fetchOf(lucky).utilisation).toBeCloseTo(0.5, 9);
    expect(fetchOf(lucky).utilisationMean).toBeCloseTo(0.5, 9);
    expect(lucky.bottleneck).toBeNull();
    expect(estimateDemand(lucky)).toMatchObject({ known: true });
  });

  it('are full where all are, whatever was counted of each', () => {
    const full = measured([2, 2, 3, 1, 2, 2, 2, 3, 1, 2], 3000);
    expect(fetchOf(full).utilisation).toBeCloseTo(1, 9);
    expect(full.bottleneck).toBe('fetch');
  });

  it('have no hot key for it, even where the sum was counted one short', () => {
    for (const counted of [
      [1, 1, 1, 2, 0, 1, 1, 1, 2, 0],
      [1, 1, 0, 2, 0, 1, 1, 1, 2, 0],
    ]) {
      const fit = fitTwin([measured(counted, 3000)]);
      expect(fit).toMatchObject({ kind: 'twin' });
      expect(fit.kind === 'twin' ? fit.twin.shape.streams.map(({ hotShare }) => hotShare) : []).toEqual([0]);
    }
  });

  it('are uneven where that is no chance', () => {
    const fit = fitTwin([measured([0, 0, 0, 20, 0, 0, 0, 0, 0, 0], 400)]);
    expect(fit.kind === 'twin' ? fit.twin.shape.streams.map(({ hotShare }) => hotShare) : []).toEqual([1]);
  });
});

describe('the busiest executor', () => {
  it('is as it was counted where a tuple is little, or where all are counted', () => {
    expect(fetchOf(measured([9, 10, 9, 10, 9], 290)).utilisation).toBeCloseTo((10 * 20 * 0.29) / 120, 9);
    expect(fetchOf(measured([20, 24, 20], 3000, 1)).utilisation).toBeCloseTo((24 * 3) / 120, 9);
  });
});

describe('a spout of which fewer than five tuples were counted', () => {
  it('has no known rate, and the topology no twin', () => {
    expect(fitTwin([measured([1, 1, 1], 2000)])).toMatchObject({
      kind: 'unknown',
      because: 'the rate of text is not known: too few tuples were counted',
    });
  });

  it('does not hide the others beside it', () => {
    const seen = measured([20, 20, 20], 20);
    const components = seen.components.flatMap((c) =>
      c.name === 'text' ? [c, { ...c, name: 'rules', outputPerSecond: 0.2, rateError: null }] : [c],
    );
    expect(fitTwin([{ ...seen, components }])).toMatchObject({ kind: 'twin' });
  });
});
