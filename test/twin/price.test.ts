// What a change costs at first, by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PriceInput, priceOf } from '../../src/twin/index.js';

const change: PriceInput = {
  generation: 'storm-2.x',
  restarts: 1,
  workers: 1,
  waitSeconds: 3,
  offeredPerSecond: 1000,
  capacityPerSecond: 1500,
  utilityNow: 0,
  utilityPredicted: 0.5,
};

describe('the price of a change', () => {
  it('is the drain wait and the restart, then the catching up, then the time until the gain has paid for both', () => {
    // 3 + 12 s pause; 15 s × 1000/s at a spare 500/s: 30 s; 45 s lost at 1 of utility, earned back at 0.5.
    expect(priceOf(change)).toEqual({
      restarts: 1,
      pauseSeconds: 15,
      catchUpSeconds: 30,
      breakEvenSeconds: 90,
    });
  });

  it.each([
    ['storm-2.x', 1, 12],
    ['storm-2.x', 4, 18],
    ['storm-1.2', 1, 9],
    ['storm-1.2', 2, 13],
    ['storm-1.2', 4, 21],
  ] as const)('on %s with %i workers has %i s of restart', (generation, workers, seconds) => {
    expect(priceOf({ ...change, generation, workers, waitSeconds: 0 }).pauseSeconds).toBe(seconds);
  });

  it('doubles its pause when assignment and configuration need a rebalance each', () => {
    expect(priceOf({ ...change, restarts: 2 }).pauseSeconds).toBe(30);
  });

  it('has no time to catch up when the load is unknown, or is more than can be carried', () => {
    expect(priceOf({ ...change, offeredPerSecond: null }).catchUpSeconds).toBeNull();
    expect(priceOf({ ...change, capacityPerSecond: 1000 }).catchUpSeconds).toBeNull();
    expect(priceOf({ ...change, capacityPerSecond: 900 }).catchUpSeconds).toBeNull();
    expect(priceOf({ ...change, offeredPerSecond: 0 }).catchUpSeconds, 'nothing piles up').toBe(0);
  });

  it.each([
    ['equal', 0],
    ['worse', -0.3],
    ['unknown', null],
  ])('is never paid for when what follows is %s', (_, utilityPredicted) => {
    expect(priceOf({ ...change, utilityPredicted }).breakEvenSeconds).toBeNull();
  });

  it('is never paid for when the present is unknown', () => {
    expect(priceOf({ ...change, utilityNow: null }).breakEvenSeconds).toBeNull();
  });

  it('is finite and never negative, for any load, capacity and utility', () => {
    const rate = fc.double({ min: 0, max: 1e6, noNaN: true });
    const utility = fc.option(fc.double({ min: -1, max: 1, noNaN: true }));
    fc.assert(
      fc.property(fc.option(rate), rate, utility, utility, (offered, capacity, now, later) => {
        const price = priceOf({
          ...change,
          offeredPerSecond: offered,
          capacityPerSecond: capacity,
          utilityNow: now,
          utilityPredicted: later,
        });
        for (const seconds of [price.pauseSeconds, price.catchUpSeconds, price.breakEvenSeconds]) {
          if (seconds !== null) expect(seconds).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
