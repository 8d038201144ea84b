// The learners: a Gaussian process against what can be worked out by hand, and a fit that outliers do not move.
import { describe, expect, it } from 'vitest';
import { gaussianProcess, matern52 } from '../../src/model/gaussian-process.js';
import { logThroughput, robustFit } from '../../src/model/index.js';
import { cholesky, solveCholesky } from '../../src/model/linear-algebra.js';

describe('a Gaussian process', () => {
  const options = { lengthScales: [1], amplitude: 2, noise: 0.5 };

  it('has the posterior of one point: k/(v + n²) of its value', () => {
    const process = gaussianProcess([[0]], [3], options);
    const k = 4 * matern52(1);
    expect(process.posterior([1]).mean).toBeCloseTo((k / 4.25) * 3, 12);
    expect(process.posterior([1]).deviation).toBeCloseTo(Math.sqrt(4 - (k * k) / 4.25), 12);
    expect(process.logMarginalLikelihood).toBeCloseTo(
      -0.5 * (9 / 4.25 + Math.log(4.25) + Math.log(2 * Math.PI)),
      12,
    );
  });

  it('knows nothing far from its points, and their values at them', () => {
    const process = gaussianProcess([[0], [1]], [3, -1], { ...options, noise: 1e-6 });
    expect(process.posterior([100]).mean).toBeCloseTo(0, 9);
    expect(process.posterior([100]).deviation).toBeCloseTo(2, 9);
    expect(process.posterior([1]).mean).toBeCloseTo(-1, 6);
  });
});

it('a fit follows the many and not the outlier', () => {
  const xs = Array.from({ length: 12 }, (_, i) => i);
  const fitted = robustFit({
    predict: ([a = 0, b = 0]) => xs.map((x) => a + b * x),
    observed: xs.map((x) => (x === 5 ? 40 : 1 + 2 * x)),
    priors: [
      { mean: 0, deviation: 10 },
      { mean: 0, deviation: 10 },
    ],
    starts: [[]],
    scale: 0.1,
  });
  expect(fitted.parameters[0]).toBeCloseTo(1, 1);
  expect(fitted.parameters[1]).toBeCloseTo(2, 1);
});

it('a matrix that is not positive definite is refused', () => {
  expect(() =>
    cholesky([
      [1, 2],
      [2, 1],
    ]),
  ).toThrow(RangeError);
  expect(
    solveCholesky(
      cholesky([
        [4, 2],
        [2, 3],
      ]),
      [8, 7],
    ),
  ).toEqual([1.25, expect.closeTo(1.5, 12)]);
});

describe('the smooth network', () => {
  const network = (executors: number, milliseconds: number) =>
    logThroughput({
      logCirculating: Math.log(1e6),
      stations: [{ executors, logRate: Math.log(1000), exponent: 1 }],
      spoutWait: { milliseconds, logRate: Math.log(1e6), pollingShare: 0 },
    });

  it('is the bound far from its corners', () => {
    expect(Math.exp(network(4, 1))).toBeCloseTo(4000, -1);
    expect(Math.exp(network(4, 10_000))).toBeCloseTo(100, 3);
  });
});
