// Bayesian optimisation as BO4CO does it: a Gaussian process with a Matérn 5/2 kernel and the confidence bound.
import type { Tuner, TunerContext } from '../types.js';
import { greatest, latinHypercube, unitPoints } from './design.js';
import { learnProcess } from './process.js';

const usualSamples = 10;
/** Deviations above the mean that a row is given credit for. */
const optimism = 2;

/**
 * Jamshidi & Casale (MASCOTS 2016, "An Uncertainty-Aware Approach to Optimal Configuration of Stream Processing Systems"), who minimise
 * the lower bound; here the upper bound of the score is maximised. Once every row is measured, the best is measured again.
 * @param samples rows of a Latin hypercube that are measured first
 */
export function bayesian(context: TunerContext, samples = usualSamples): Tuner {
  const points = unitPoints(context);
  const queue = latinHypercube(context, points, samples);
  const scores = new Map<number, number>();
  return {
    ask: () => {
      const next = queue.shift();
      if (next !== undefined) return next;
      if (scores.size === points.length) return greatest(points.length, (row) => scores.get(row) ?? 0);
      const process = learnProcess(
        [...scores.keys()].map((row) => points[row] ?? []),
        [...scores.values()],
      );
      return greatest(points.length, (row) => {
        if (scores.has(row)) return Number.NEGATIVE_INFINITY;
        const { mean, deviation } = process.posterior(points[row] ?? []);
        return mean + optimism * deviation;
      });
    },
    tell: (row, measurement) => {
      scores.set(row, context.goal.score(measurement, context.configurations[row] ?? []));
    },
  };
}
