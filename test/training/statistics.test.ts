// Intervals and paired differences, by hand-computed cases.
import { describe, expect, it } from 'vitest';
import { estimate, paired, shareOfOracle } from '../../src/training/statistics.js';
import { quantile } from '../../src/util/index.js';

describe('a quantile', () => {
  it.each([
    [0, 1],
    [0.5, 2.5],
    [0.05, 1.15],
    [1, 4],
  ])('%d of 1, 2, 3, 4 is %d', (share, value) => {
    expect(quantile([4, 2, 1, 3], share)).toBeCloseTo(value, 12);
  });
});

describe('an estimate', () => {
  it('has no width where all scenarios agree', () => {
    expect(estimate([[0.25, 0.25, 0.25]], 1)).toEqual({ mean: 0.25, ci95: [0.25, 0.25] });
  });

  it('is as wide as the standard error says', () => {
    // Alternately 0 and 1: mean 1/2, standard error 1/2 / sqrt(100), 95 % within 1.96 of it.
    const values = Array.from({ length: 100 }, (_, i) => i % 2);
    const { mean, ci95 } = estimate([values], 1);
    expect(mean).toBe(0.5);
    expect(Math.abs(ci95[0] - (0.5 - 0.098))).toBeLessThan(0.015);
    expect(Math.abs(ci95[1] - (0.5 + 0.098))).toBeLessThan(0.015);
  });

  it('of two training seeds that differ throughout is as wide as the seeds are apart, however many scenarios', () => {
    const scenarios = Array.from({ length: 1000 }, () => 0);
    const { mean, ci95 } = estimate([scenarios, scenarios.map(() => 1)], 1);
    // Each resample draws two of two seeds: both the first with chance 1/4, far more than 2.5 %.
    expect({ mean, ci95 }).toEqual({ mean: 0.5, ci95: [0, 1] });
  });

  it('of scenarios dealt to two trainings that differ throughout is as wide as these are apart', () => {
    const dealt = Array.from({ length: 1000 }, (_, i) => i % 2);
    expect(estimate([dealt], 1, dealt)).toEqual({ mean: 0.5, ci95: [0, 1] });
    // Drawn as if one had played all, they seem far surer.
    expect(estimate([dealt], 1).ci95[0]).toBeGreaterThan(0.46);
    // Rivals are not dealt: against them the same holds.
    const zeros = dealt.map(() => 0);
    expect(paired([dealt], [zeros], 1, dealt).ci95).toEqual([0, 1]);
  });

  it('draws the scenarios of a training, too', () => {
    // Alternately 0 and 1 in each of four trainings, which do not differ.
    const values = Array.from({ length: 100 }, (_, i) => i % 2);
    const dealt = values.map((_, i) => Math.floor(i / 2) % 4);
    const { ci95 } = estimate([values], 1, dealt);
    expect(Math.abs(ci95[0] - (0.5 - 0.098))).toBeLessThan(0.02);
    expect(Math.abs(ci95[1] - (0.5 + 0.098))).toBeLessThan(0.02);
  });

  it('is the same for the same seed, and only then', () => {
    const values = [[0.1, 0.4, 0.2, 0.9, 0.3]];
    expect(estimate(values, 1)).toEqual(estimate(values, 1));
    expect(estimate(values, 2).ci95).not.toEqual(estimate(values, 1).ci95);
  });
});

describe('a paired difference', () => {
  it('does not see what makes scenarios differ', () => {
    const b = [0.9, -0.9, 0.3, 0];
    const { difference, ci95, p5 } = paired([b.map((value) => value + 0.125)], [b], 1);
    expect(difference).toBeCloseTo(0.125, 12);
    expect(ci95[0]).toBeCloseTo(0.125, 12);
    expect(ci95[1]).toBeCloseTo(0.125, 12);
    expect(p5).toBeCloseTo(0.125, 12);
  });

  it('tells how bad it gets: the 5th percentile of single scenarios', () => {
    // Differences −1, 0 … 0 of 21 scenarios: the 5th percentile is the second smallest.
    const a = Array.from({ length: 21 }, (_, i) => (i === 0 ? -1 : 0));
    const zeros = a.map(() => 0);
    expect(paired([a], [zeros], 1)).toMatchObject({ difference: -1 / 21, p5: 0 });
    expect(paired([a.slice(0, 11)], [zeros.slice(0, 11)], 1).p5).toBeCloseTo(-0.5, 12);
  });

  it('takes the mean over training seeds on either side', () => {
    const trained = [
      [0.2, 0.4],
      [0.4, 0.6],
    ];
    expect(paired(trained, [[0.1, 0.3]], 1).difference).toBeCloseTo(0.2, 12);
    expect(paired([[0.1, 0.3]], trained, 1).difference).toBeCloseTo(-0.2, 12);
  });

  it('needs the same scenarios', () => {
    expect(() => paired([[1]], [[1, 2]], 1)).toThrow('the same scenarios');
  });
});

describe('the share of the oracle', () => {
  it('is the mean over scenarios in which there is something to win', () => {
    // (0.3 − 0.1)/(0.5 − 0.1) = 1/2; nothing to win in the second; (0 − 0.2)/(0.6 − 0.2) = −1/2; (0.02)/(0.02) = 1.
    const given = shareOfOracle([[0.3, 0.4, 0, 0.02]], [0.1, 0.39, 0.2, 0], [0.5, 0.4, 0.6, 0.02]);
    expect(given.share).toBeCloseTo(1 / 3, 12);
    expect(given.leftOut).toBe(1);
  });

  it('is unknown where there is nothing to win anywhere', () => {
    expect(shareOfOracle([[0.3]], [0.3], [0.31])).toEqual({ share: null, leftOut: 1 });
  });
});
