// The mean latency of a window is recovered from two running means that Storm has rounded to three decimals, or refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Counters } from '../../src/clusters/index.js';
import { type ExecutorWindow, lacksLatencies, SampleHistory } from '../../src/metrics/index.js';
import { component, sample, snapshot } from '../builders.js';

function between(a: Partial<Counters>, b: Partial<Counters>): ExecutorWindow {
  const history = new SampleHistory(0);
  history.add(snapshot([component('split', { samples: [sample('[1-1]', 600, a)] })]));
  history.add(snapshot([component('split', { samples: [sample('[1-1]', 720, b)] })]));
  const [executor] = history.window().executors;
  if (executor === undefined) throw new Error('no window');
  return executor;
}

/** As Storm prints it: String.format("%.3f"). */
const printed = (ms: number): number => Number(ms.toFixed(3));

describe('latency of a window', () => {
  it('is that of the window, not the mean since the start', () => {
    const window = between(
      { executed: 20_000, executeLatencyMs: 2, acked: 20_000, processLatencyMs: 4 },
      { executed: 30_000, executeLatencyMs: 3, acked: 30_000, processLatencyMs: 4 },
    );
    expect(window.executeLatencyMs).toBeCloseTo(5, 9);
    expect(window.processLatencyMs).toBeCloseTo(4, 9);
  });

  it('is recovered for spouts from what they completed', () => {
    const window = between({ acked: 1000, completeLatencyMs: 40 }, { acked: 3000, completeLatencyMs: 120 });
    expect(window.completeLatencyMs).toBeCloseTo(160, 9);
  });

  it('is the engine’s own when nothing had been counted before', () => {
    const window = between(
      { executed: 0, acked: 0 },
      { executed: 200, executeLatencyMs: 2.5, acked: 200, completeLatencyMs: 30 },
    );
    expect(window).toMatchObject({ executeLatencyMs: 2.5, completeLatencyMs: 30 });
  });

  it('is unknown when what was counted before has none, and then the engine’s ten minutes are worth a poll', () => {
    const window = between({ executed: 1000 }, { executed: 3000, executeLatencyMs: 2 });
    expect(window.executeLatencyMs).toBeNull();
    expect(lacksLatencies({ executors: [window] } as never)).toBe(true);
  });

  it('is unknown when nothing was counted in the window', () => {
    const same = { executed: 20_000, executeLatencyMs: 2, acked: 400, completeLatencyMs: 30 };
    expect(between(same, same)).toMatchObject({
      executed: 0,
      executeLatencyMs: null,
      completeLatencyMs: null,
    });
  });

  it('is refused when rounding may be off by more than 5 %, and then the engine’s ten minutes are worth a poll', () => {
    // A week of 1 ms tuples, and a window of 1200 of them: 0.0005 ms × 12 000 000 / 1200 = 5 ms.
    const window = between(
      { executed: 6_000_000, executeLatencyMs: 1 },
      { executed: 6_001_200, executeLatencyMs: 1 },
    );
    expect(window.executeLatencyMs).toBeNull();
    expect(lacksLatencies({ executors: [window] } as never)).toBe(true);
  });

  it('is given up to an error of 5 % and not beyond', () => {
    const meanAfter = (before: number): number | null =>
      between({ executed: before, executeLatencyMs: 1 }, { executed: before + 2000, executeLatencyMs: 1 })
        .executeLatencyMs;
    expect(meanAfter(98_000), '0.0005 ms × 198 000 / 2000 = 4.95 %').toBeCloseTo(1, 9);
    expect(meanAfter(100_000), '0.0005 ms × 202 000 / 2000 = 5.05 %').toBeNull();
  });

  it('is never negative, where rounding would make it so', () => {
    const window = between(
      { executed: 20_000, executeLatencyMs: 0.001 },
      { executed: 40_000, executeLatencyMs: 0 },
    );
    expect(window.executeLatencyMs).toBe(0);
  });

  it('is within 5 % (or 0.02 ms) of the truth whenever it is given at all', () => {
    const tuples = fc.integer({ min: 1, max: 500_000 }).map((n) => n * 20);
    const ms = fc.double({ min: 0.01, max: 5000, noNaN: true });
    fc.assert(
      fc.property(tuples, tuples, ms, ms, (n0, n, before, truth) => {
        const n1 = n0 + n;
        const window = between(
          { executed: n0, executeLatencyMs: printed(before) },
          { executed: n1, executeLatencyMs: printed((before * n0 + truth * n) / n1) },
        );
        if (window.executeLatencyMs === null) return;
        const error = Math.abs(window.executeLatencyMs - truth);
        expect(error).toBeLessThanOrEqual(
          Math.max(0.02, 0.05 * Math.max(truth, window.executeLatencyMs)) + 1e-6,
        );
      }),
    );
  });

  it('is given in ordinary circumstances: an hour of history, two minutes of window', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 20_000 }),
        fc.double({ min: 1, max: 500, noNaN: true }),
        (perSecond, truth) => {
          const window = between(
            { executed: 3600 * perSecond, executeLatencyMs: printed(truth) },
            { executed: 3720 * perSecond, executeLatencyMs: printed(truth) },
          );
          expect(window.executeLatencyMs).not.toBeNull();
        },
      ),
    );
  });
});
