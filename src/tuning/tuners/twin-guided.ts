// Asks the calibrated twin: measures the row whose expected improvement over the best one so far is greatest.
import { calibrate, type MeasuredRow, type MeasuredTwin } from '../../twin/index.js';
import type { Goal, Tuner, TunerContext } from '../types.js';
import { greatest, latinHypercube, unitPoints } from './design.js';
import { learnProcess } from './process.js';

/** Physics needs fewer points to begin than a learner that knows nothing. */
const samples = 6;

/**
 * Expected improvement (Jones, Schonlau & Welch 1998, "Efficient Global Optimization of Expensive Black-Box Functions"), with the
 * twin's prediction in place of a constant mean, and on top of it a Gaussian process over what the twin's physics miss.
 */
export function twinGuided(context: TunerContext): Tuner {
  const { knobs, configurations, goal } = context;
  const points = unitPoints(context);
  const queue = latinHypercube(context, points, samples);
  const measured = new Map<number, MeasuredRow>();
  const score = (row: number): number => {
    const known = measured.get(row);
    return known ? goal.score(known, known.values) : Number.NEGATIVE_INFINITY;
  };

  function expectedImprovements(): (row: number) => number {
    const rows = [...measured.keys()];
    const twin = calibrate(knobs, [...measured.values()], { residual: false });
    const physical = new Map(rows.map((row) => [row, expected(twin, goal, configurations[row] ?? [])]));
    const missed = learnProcess(
      rows.map((row) => points[row] ?? []),
      rows.map((row) => score(row) - (physical.get(row) ?? 0)),
    );
    const best = Math.max(...rows.map(score));
    return (row) => {
      const { mean, deviation } = missed.posterior(points[row] ?? []);
      return improvement(expected(twin, goal, configurations[row] ?? []) + mean, deviation, best);
    };
  }

  return {
    ask: () => {
      const next = queue.shift();
      if (next !== undefined) return next;
      if (measured.size === points.length) return greatest(points.length, score);
      const worth = expectedImprovements();
      return greatest(points.length, (row) => (measured.has(row) ? Number.NEGATIVE_INFINITY : worth(row)));
    },
    tell: (row, measurement) => {
      measured.set(row, { values: configurations[row] ?? [], ...measurement });
    },
  };
}

/** The score of what the twin expects of a configuration. */
function expected(twin: MeasuredTwin, goal: Goal, values: readonly number[]): number {
  const { logThroughput, logLatencyMs } = twin.predict(values);
  const measurement = { throughput: Math.exp(logThroughput.mean), latencyMs: Math.exp(logLatencyMs.mean) };
  return goal.score(measurement, values);
}

/** E[max(0, S − best)] for S normal: (m − b) Φ(z) + s φ(z), z = (m − b) / s. */
export function improvement(mean: number, deviation: number, best: number): number {
  const gain = mean - best;
  if (deviation <= 0) return Math.max(0, gain);
  const z = gain / deviation;
  return gain * normalShare(z) + (deviation * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Φ(z), by Abramowitz & Stegun 26.2.17 (error below 7.5e-8). */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (series * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
  return z > 0 ? 1 - tail : tail;
}
