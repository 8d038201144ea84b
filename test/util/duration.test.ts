// Durations as people write and read them.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSeconds, parseDuration } from '../../src/util/index.js';

describe('a duration as written', () => {
  it.each([
    ['500ms', 0.5],
    ['90s', 90],
    ['10m', 600],
    ['2h', 7200],
    ['1d', 86_400],
    ['1.5h', 5400],
    [' 30s ', 30],
    ['0s', 0],
  ])('%j is %f seconds', (text, seconds) => {
    expect(parseDuration(text)).toBeCloseTo(seconds, 9);
  });

  it.each(['10', '', 's', '-5s', '5 s', '1h30m', '5S', '1e3s', 'Infinitys', '.5s'])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});

describe('a duration as shown', () => {
  it.each([
    [0, '0 s'],
    [0.4, '0 s'],
    [45, '45 s'],
    [59.6, '1 min'],
    [60, '1 min'],
    [125, '2 min 5 s'],
    [3599.7, '1 h'],
    [3600, '1 h'],
    [11_400, '3 h 10 min'],
    [7170, '2 h'],
    [90_000, '25 h'],
  ])('%f seconds are %j', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });

  it('never has sixty of a unit, and is right to half a minute', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (seconds) => {
        const text = formatSeconds(seconds);
        expect(text).not.toMatch(/\b60\b (s|min)/);
        const shown = [...text.matchAll(/(\d+) (h|min|s)/g)].reduce(
          (sum, [, n, unit]) => sum + Number(n) * (unit === 'h' ? 3600 : unit === 'min' ? 60 : 1),
          0,
        );
        expect(Math.abs(shown - seconds)).toBeLessThanOrEqual(seconds < 3599 ? 0.5 : 30.5);
      }),
    );
  });
});
