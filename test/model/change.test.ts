// The phases of a change, engine by engine, and what they cost in tuples.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChangeEngine, type ChangeStep, changeCost, changePhases } from '../../src/model/index.js';

const phases = (engine: ChangeEngine, steps: readonly ChangeStep[], waitSeconds = 3, workers = 1): string =>
  changePhases({ engine, steps, waitSeconds, workers })
    .map(({ name, seconds, isAfter }) => `${name} ${seconds}${isAfter ? ' *' : ''}`)
    .join(', ');

describe('the phases of a change', () => {
  it('drain, hand over, are down and warm up on Storm 2.x, where the old worker goes on until it is replaced', () => {
    expect(phases('storm-2.x', ['assignment'])).toBe('drain 3, hand-over 7, down 4 *, warm-up 2 *');
  });

  it('wait for the supervisors to find a new configuration', () => {
    expect(phases('storm-2.x', ['configuration'])).toBe('drain 3, hand-over 22, down 4 *, warm-up 2 *');
  });

  it('are two restarts where assignment and configuration change, and the new one is in force after the second', () => {
    expect(phases('storm-2.x', ['assignment', 'configuration'])).toBe(
      'drain 3, hand-over 7, down 4, warm-up 2, drain 3, hand-over 22, down 4 *, warm-up 2 *',
    );
  });

  it('have no drain on Heron, whose spouts are off for as long as its processes restart', () => {
    expect(phases('heron', ['assignment'], 30)).toBe('down 12 *, warm-up 2 *');
  });

  it('are none where nothing changes', () => {
    expect(phases('storm-2.x', [])).toBe('');
  });
});

describe('the cost of a change', () => {
  it('counts what was under way and is lost, once for each restart', () => {
    const one = changePhases({ engine: 'storm-1.2', steps: ['assignment'], waitSeconds: 0, workers: 1 });
    // 8 s down and 2 s at half of 2000/s: nothing piles up in these.
    expect(changeCost(one, 1000, 2000, 500)).toEqual({
      pauseSeconds: 9,
      backlogTuples: 8500,
      catchUpSeconds: 8.5,
    });
  });

  it('is never caught up with where the source gives as much as can be carried', () => {
    const one = changePhases({ engine: 'heron', steps: ['assignment'], waitSeconds: 0, workers: 1 });
    expect(changeCost(one, 1000, 1000, 0).catchUpSeconds).toBe(Number.POSITIVE_INFINITY);
    expect(changeCost([], 1000, 1000, 0)).toEqual({ pauseSeconds: 0, backlogTuples: 0, catchUpSeconds: 0 });
  });

  it('never falls with the load, the wait or the workers', () => {
    const n = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(n, n, n, n, (wait, workers, offered, more) => {
        const cost = (w: number, k: number, x: number): number =>
          changeCost(
            changePhases({ engine: 'storm-2.x', steps: ['assignment'], waitSeconds: w, workers: 1 + k }),
            x,
            1000,
            0,
          ).backlogTuples;
        const base = cost(wait, workers, offered);
        expect(cost(wait + more, workers, offered)).toBeGreaterThanOrEqual(base);
        expect(cost(wait, workers + more, offered)).toBeGreaterThanOrEqual(base);
        expect(cost(wait, workers, offered + more)).toBeGreaterThanOrEqual(base);
      }),
    );
  });
});
