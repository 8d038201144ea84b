// A Gaussian process over the scores that chooses its own length scales: each knob's by the marginal likelihood.
import { type GaussianProcess, gaussianProcess } from '../../model/index.js';

/** Shares of a knob's range. */
const ladder = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6] as const;
const first = 3;
/** Noise of a measurement as shares of the amplitude. */
const noises = [0.05, 0.15, 0.4] as const;
const rounds = 2;

export interface LearnedProcess {
  posterior: GaussianProcess['posterior'];
}

/**
 * Coordinate ascent on the log marginal likelihood (Rasmussen & Williams 2006, section 5.4.1) over ladders: deterministic, and it cannot
 * run away with few points. Amplitude: the standard deviation of the scores.
 */
export function learnProcess(
  points: readonly (readonly number[])[],
  scores: readonly number[],
): LearnedProcess {
  const mean = scores.reduce((a, b) => a + b, 0) / scores.length;
  const centred = scores.map((s) => s - mean);
  const amplitude = Math.sqrt(centred.reduce((a, s) => a + s * s, 0) / scores.length) || 1e-9;
  const make = (scales: readonly number[], noise: number): GaussianProcess =>
    gaussianProcess(points, centred, { lengthScales: scales, amplitude, noise: noise * amplitude });
  let scales: readonly number[] = (points[0] ?? []).map(() => ladder[first]);
  let noise: number = noises[1];
  let best = make(scales, noise);
  const keepIfBetter = (candidate: readonly number[], candidateNoise: number): void => {
    const process = make(candidate, candidateNoise);
    if (process.logMarginalLikelihood <= best.logMarginalLikelihood) return;
    [best, scales, noise] = [process, candidate, candidateNoise];
  };
  for (let round = 0; round < rounds; round++) {
    for (const k of scales.keys()) for (const rung of ladder) keepIfBetter(scales.with(k, rung), noise);
    for (const rung of noises) keepIfBetter(scales, rung);
  }
  return {
    posterior: (point) => {
      const here = best.posterior(point);
      return { mean: here.mean + mean, deviation: here.deviation };
    },
  };
}
