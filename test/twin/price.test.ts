// What a change costs at first, by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PriceInput, priceOf } from '../../src/twin/index.js';

const change: PriceInput = {
  engine: 'storm-2.x',
  steps: ['assignment'],
  workers: 1,
  waitSeconds: 3,
  offeredPerSecond: 1000,
  capacityPerSecond: 1500,
  lostEachSecond: 1,
  utilityGain: 0.5,
};

describe('the price of a change', () => {
  it('is the drain wait and the restart, then the catching up, then the time until the gain has paid for both', () => {
    // 3 s of drain, 4 s down, 2 s at half of 1500/s: 8 s of pause. 7 s × 1000/s and 2 s × 250/s at a spare 500/s: 15 s.
    // 23 s lost at 1 of utility, earned back at 0.5.
    expect(priceOf(change)).toEqual({
      restarts: 1,
      pauseSeconds: 8,
      catchUpSeconds: 15,
      breakEvenSeconds: 46,
      restartsSeen: 0,
    });
  });

  it.each([
    ['storm-2.x', 1, 5],
    ['storm-2.x', 4, 11],
    ['storm-1.2', 1, 9],
    ['storm-1.2', 2, 13],
    ['storm-1.2', 4, 21],
    ['heron', 1, 13],
  ] as const)('on %s with %i workers has %i s of restart', (engine, workers, seconds) => {
    expect(priceOf({ ...change, engine, workers, waitSeconds: 0 }).pauseSeconds).toBe(seconds);
  });

  it('doubles its pause when assignment and configuration need a rebalance each', () => {
    expect(priceOf({ ...change, steps: ['assignment', 'configuration'] }).pauseSeconds).toBe(16);
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
  ])('is never paid for when what follows is %s', (_, utilityGain) => {
    expect(priceOf({ ...change, utilityGain }).breakEvenSeconds).toBeNull();
  });

  it('is never paid for when the present is unknown', () => {
    expect(priceOf({ ...change, lostEachSecond: null }).breakEvenSeconds).toBeNull();
  });

  it('is finite and never negative, for any load, capacity and utility', () => {
    const rate = fc.double({ min: 0, max: 1e6, noNaN: true });
    const lost = fc.option(fc.double({ min: 0, max: 2, noNaN: true }));
    const gain = fc.option(fc.double({ min: -2, max: 2, noNaN: true }));
    fc.assert(
      fc.property(fc.option(rate), rate, lost, gain, (offered, capacity, lostEachSecond, utilityGain) => {
        const price = priceOf({
          ...change,
          offeredPerSecond: offered,
          capacityPerSecond: capacity,
          lostEachSecond,
          utilityGain,
        });
        for (const seconds of [price.pauseSeconds, price.catchUpSeconds, price.breakEvenSeconds]) {
          if (seconds !== null) expect(seconds).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });
});
