// Queueing is the complete latency less the work along the slowest path through the DAG.
import { describe, expect, it } from 'vitest';
import { evaluate, slowestPathMs } from '../../src/metrics/index.js';
import { bolt, executorWindow, input, spout, windowOf } from '../builders.js';

const diamond = [
  spout('text'),
  bolt('fast', { inputs: [input('text')], processLatencyMs: 1 }),
  bolt('slow', { inputs: [input('text')], processLatencyMs: 30 }),
  bolt('join', { inputs: [input('fast'), input('slow')], processLatencyMs: 4 }),
];

describe('the slowest path', () => {
  it('takes the slower side of a diamond, and each bolt once', () => {
    expect(slowestPathMs(diamond)).toBe(34);
  });

  it('is found whatever the order in which the UI lists the bolts', () => {
    expect(slowestPathMs(diamond.toReversed())).toBe(34);
  });

  it('is the longer of two spouts’ paths', () => {
    const other = [spout('clicks'), bolt('enrich', { inputs: [input('clicks')], processLatencyMs: 50 })];
    expect(slowestPathMs([...diamond, ...other])).toBe(50);
  });

  it('follows a stream that leads back only once', () => {
    const loop = [
      spout('text'),
      bolt('retry', { inputs: [input('text'), input('check')], processLatencyMs: 3 }),
      bolt('check', { inputs: [input('retry')], processLatencyMs: 2 }),
    ];
    expect(slowestPathMs(loop)).toBe(5);
  });

  it('counts unknown work as none, and an empty topology as none', () => {
    expect(slowestPathMs([spout('text'), bolt('split', { processLatencyMs: null })])).toBe(0);
    expect(slowestPathMs([])).toBe(0);
  });
});

describe('queueing', () => {
  const measured = (completeLatencyMs: number): ReturnType<typeof evaluate> =>
    evaluate(
      windowOf(
        [
          { name: 'text', kind: 'spout' },
          { name: 'split', inputs: [input('text')] },
          { name: '__acker', kind: 'system' },
        ],
        [
          executorWindow('text', '[1-1]', { emitted: 1000, acked: 1000, completeLatencyMs }),
          executorWindow('split', '[2-2]', { executed: 1000, acked: 1000, processLatencyMs: 12 }),
          executorWindow('__acker', '[3-3]', { executed: 2000 }),
        ],
      ),
    );

  it('is what the complete latency has beyond the work', () => {
    expect(measured(800).queueingMs).toBeCloseTo(788, 9);
  });

  it('is never negative: whole milliseconds may make the work look longer than the whole', () => {
    expect(measured(11).queueingMs).toBe(0);
  });
});
