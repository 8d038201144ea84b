// Sampled counters, sliding windows and integer milliseconds.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addTo,
  closeBuckets,
  countEvents,
  createLedger,
  sumOfSamples,
  windowTotal,
} from '../../src/simulator/counters.js';
import { createRandom } from '../../src/util/index.js';

describe('a sampled counter', () => {
  it('is a multiple of twenty, never more than twenty off', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.double({ min: 0, max: 500, noNaN: true })), (seed, steps) => {
        const ledger = createLedger(0.05);
        const random = createRandom(seed);
        let events = 0;
        for (const step of steps) {
          countEvents(ledger, 'executed', step, random);
          events += step;
          const shown = ledger.totals.get('executed') ?? 0;
          expect(shown % 20).toBe(0);
          expect(Math.abs(shown - events)).toBeLessThanOrEqual(20);
        }
      }),
    );
  });

  it('counts every event at sample rate 1', () => {
    const ledger = createLedger(1);
    for (let i = 0; i < 10; i++) countEvents(ledger, 'executed', 7, createRandom(i));
    expect(ledger.totals.get('executed')).toBe(70);
  });
});

describe('a window', () => {
  it('is everything since the start while that is less, and then slides', () => {
    const ledger = createLedger(0.05);
    for (let second = 1; second <= 1000; second++) {
      addTo(ledger, 'executed', second <= 390 ? 100 : 20);
      closeBuckets(ledger, second);
      if (second === 300) expect(windowTotal(ledger, 'executed', '600', second)).toBe(30_000);
    }
    expect(windowTotal(ledger, 'executed', '600', 1000)).toBe(600 * 20);
    expect(windowTotal(ledger, 'executed', '10800', 1000)).toBe(39_000 + 12_200);
    expect(windowTotal(ledger, 'executed', ':all-time', 1000)).toBe(39_000 + 12_200);
  });
});

describe('latency samples', () => {
  it('are whole milliseconds, right on average for short and long durations, few and many', () => {
    const random = createRandom(7);
    for (const meanMs of [0.05, 0.3, 2.08, 840]) {
      for (const n of [1, 8, 500]) {
        let sum = 0;
        const rounds = 200_000 / n;
        for (let i = 0; i < rounds; i++) sum += sumOfSamples(n, meanMs, 0.3, random);
        expect(Number.isInteger(sum)).toBe(true);
        expect(sum / (rounds * n) / meanMs).toBeCloseTo(1, 1);
      }
    }
  });
});
