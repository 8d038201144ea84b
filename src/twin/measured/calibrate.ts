// Calibrates the measured twin: physics fitted to a few rows, and what it misses learned by a Gaussian process on top.
import { type Gaussian, gaussianProcess, robustFit, solveLower } from '../../model/index.js';
import { median } from '../../util/index.js';
import { unitPoint } from './features.js';
import { logPending, physicsOf } from './physics.js';
import type { MeasuredKnob, MeasuredPrediction, MeasuredRow } from './types.js';

/** Chosen on draws of the shared grid that no reported figure uses: docs/experiments/tuning.md. */
const defaults = {
  /** Typical error of the physics, in ln. */
  scale: 0.06,
  /** Of the residual: share of each knob's range over which it forgets; how large it is, and how noisy a measurement, in ln. */
  residual: { lengthScale: 0.2, amplitude: 0.08, noise: 0.045 },
} as const;

export interface CalibrateOptions {
  /** False: the physics alone. */
  readonly residual: boolean;
}

export interface MeasuredTwin {
  /** @param values one per knob, > 0 for every knob that the physics knows */
  predict(values: readonly number[]): MeasuredPrediction;
}

/**
 * Throughput from the physics; latency from Little's law, R = P / X, with P the median of the rows.
 * @param rows at least one
 * @throws RangeError without rows
 */
export function calibrate(
  knobs: readonly MeasuredKnob[],
  rows: readonly MeasuredRow[],
  { residual }: CalibrateOptions = { residual: true },
): MeasuredTwin {
  if (rows.length === 0) throw new RangeError('nothing is measured: there is nothing to calibrate on');
  const physics = physicsOf(knobs, rows);
  const fitted = robustFit({
    predict: (parameters) => rows.map((row) => physics.predict(parameters, row.values)),
    observed: rows.map((row) => Math.log(row.throughput)),
    priors: physics.priors,
    starts: physics.starts,
    scale: defaults.scale,
  });
  const physical = (values: readonly number[]): number => physics.predict(fitted.parameters, values);
  const flight = median(
    rows.map((r) => Math.log(r.latencyMs) + physical(r.values) - logPending(knobs, r.values)),
  );
  const latency = (values: readonly number[]): number =>
    flight + logPending(knobs, values) - physical(values);
  const learn = (missed: readonly number[]): ((values: readonly number[]) => Gaussian) => {
    const spread = 1.4826 * median(missed.map(Math.abs));
    if (!residual) return () => ({ mean: 0, deviation: Math.max(spread, defaults.residual.noise) });
    const { lengthScale, amplitude, noise } = defaults.residual;
    const process = gaussianProcess(
      rows.map((row) => unitPoint(knobs, row.values)),
      missed,
      { lengthScales: knobs.map(() => lengthScale), amplitude, noise },
    );
    return (values) => {
      const { mean, deviation } = process.posterior(unitPoint(knobs, values));
      return { mean, deviation: Math.hypot(deviation, noise) };
    };
  };
  const missedThroughput = learn(rows.map((r) => Math.log(r.throughput) - physical(r.values)));
  const missedLatency = learn(rows.map((r) => Math.log(r.latencyMs) - latency(r.values)));
  return {
    predict: (values) => {
      const unsure = parameterDeviation(physics.predict, fitted, values);
      const [x, r] = [missedThroughput(values), missedLatency(values)];
      return {
        logThroughput: { mean: physical(values) + x.mean, deviation: Math.hypot(unsure, x.deviation) },
        logLatencyMs: { mean: latency(values) + r.mean, deviation: Math.hypot(unsure, r.deviation) },
      };
    },
  };
}

/** How far the parameters, being uncertain, may move a prediction: √(gᵀ H⁻¹ g) for its gradient g (the delta method). */
function parameterDeviation(
  predict: (parameters: readonly number[], values: readonly number[]) => number,
  fitted: ReturnType<typeof robustFit>,
  values: readonly number[],
): number {
  const step = 1e-4;
  const base = predict(fitted.parameters, values);
  const gradient = fitted.parameters.map((_, k) => {
    const moved = fitted.parameters.map((x, i) => (i === k ? x + step : x));
    return (predict(moved, values) - base) / step;
  });
  return Math.hypot(...solveLower(fitted.precision, gradient));
}
