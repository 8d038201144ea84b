// Fits the parameters of a formula to few values: normal priors, errors with heavy tails, damped Gauss-Newton steps.
import { cholesky, solveCholesky } from './linear-algebra.js';

/** The normal prior of a parameter. */
export interface Prior {
  readonly mean: number;
  readonly deviation: number;
}

export interface FitProblem {
  /** The values that these parameters predict, one per observation. */
  readonly predict: (parameters: readonly number[]) => readonly number[];
  readonly observed: readonly number[];
  readonly priors: readonly Prior[];
  /** Offsets from the means of the priors, in parameters' units; the best end counts. */
  readonly starts: readonly (readonly number[])[];
  /** Typical error of an observation. */
  readonly scale: number;
}

export interface Fitted {
  readonly parameters: readonly number[];
  /** Lower Cholesky triangle of the precision of the parameters (Laplace's approximation). */
  readonly precision: readonly (readonly number[])[];
}

/** Degrees of freedom of Student's t: an error of 5 scales weighs as much as one of 1.6. */
const freedom = 4;
const greatestSteps = 40;
const difference = 1e-4;

/**
 * The most probable parameters under Student's t errors, by Levenberg-Marquardt with reweighting
 * (Lange, Little & Taylor 1989, "Robust Statistical Modeling Using the t Distribution", JASA 84).
 */
export function robustFit(problem: FitProblem): Fitted {
  let best = { parameters: [] as readonly number[], cost: Number.POSITIVE_INFINITY };
  for (const start of problem.starts) {
    const end = descend(
      problem,
      problem.priors.map(({ mean }, i) => mean + (start[i] ?? 0)),
    );
    if (end.cost < best.cost) best = end;
  }
  const { hessian } = linearise(problem, best.parameters);
  return { parameters: best.parameters, precision: cholesky(hessian) };
}

function descend(problem: FitProblem, start: readonly number[]): { parameters: number[]; cost: number } {
  let parameters = [...start];
  let cost = costOf(problem, parameters);
  let damping = 0.01;
  for (let step = 0; step < greatestSteps; step++) {
    const { gradient, hessian } = linearise(problem, parameters);
    let gain = 0;
    for (let attempt = 0; attempt < 8 && gain === 0; attempt++) {
      const damped = hessian.map((row, i) => row.map((h, j) => (i === j ? h * (1 + damping) : h)));
      const move = solveCholesky(cholesky(damped), gradient);
      const next = parameters.map((x, i) => x + Math.max(-1, Math.min(1, move[i]!)));
      const nextCost = costOf(problem, next);
      if (nextCost < cost) {
        gain = cost - nextCost;
        [parameters, cost, damping] = [next, nextCost, Math.max(1e-6, damping / 5)];
      } else damping *= 4;
    }
    if (gain < 1e-6) break;
  }
  return { parameters, cost };
}

/** Minus the logarithm of the posterior, but for a constant. */
function costOf({ predict, observed, priors, scale }: FitProblem, parameters: readonly number[]): number {
  const predicted = predict(parameters);
  let cost = 0;
  for (const [i, value] of observed.entries()) {
    const error = (value - predicted[i]!) / scale;
    cost += ((freedom + 1) / 2) * Math.log(1 + (error * error) / freedom);
  }
  for (const [i, { mean, deviation }] of priors.entries()) {
    cost += ((parameters[i]! - mean) / deviation) ** 2 / 2;
  }
  return cost;
}

function linearise(problem: FitProblem, parameters: readonly number[]) {
  const { predict, observed, priors, scale } = problem;
  const base = predict(parameters);
  const slopes = parameters.map((_, k) => {
    const moved = predict(parameters.map((x, i) => (i === k ? x + difference : x)));
    return moved.map((value, i) => (value - base[i]!) / difference);
  });
  const errors = observed.map((value, i) => value - base[i]!);
  const weights = errors.map((e) => (freedom + 1) / (freedom + (e / scale) ** 2) / (scale * scale));
  const gradient = priors.map(({ mean, deviation }, a) =>
    errors.reduce(
      (sum, e, i) => sum + weights[i]! * slopes[a]![i]! * e,
      (mean - parameters[a]!) / deviation ** 2,
    ),
  );
  const hessian = priors.map(({ deviation }, a) =>
    priors.map((_, b) =>
      weights.reduce(
        (sum, w, i) => sum + w * slopes[a]![i]! * slopes[b]![i]!,
        a === b ? 1 / deviation ** 2 : 0,
      ),
    ),
  );
  return { gradient, hessian };
}
