// Climbs from the best of a Latin hypercube along one knob at a time, with steps that shrink when no neighbour is better.
import type { Tuner, TunerContext } from '../types.js';
import { latinHypercube, nearestRow, shuffled, unitPoints } from './design.js';

const usualSamples = 12;
const firstStep = 0.25;
const leastStep = 0.02;

/**
 * After the "modified hill climbing" of Bilal & Canini (SoCC 2017, "Towards Automatic Parameter Tuning of Stream Processing
 * Systems"): 12 samples, then steps from the best; below the least step it begins anew from a row by chance.
 * @param samples rows of a Latin hypercube that are measured first
 */
export function hillClimb(context: TunerContext, samples = usualSamples): Tuner {
  const points = unitPoints(context);
  const { random, goal } = context;
  const measured = new Map<number, number>();
  let queue = latinHypercube(context, points, samples);
  let top = { row: -1, score: Number.NEGATIVE_INFINITY };
  let step = firstStep;
  const unmeasured = (row: number): boolean => !measured.has(row);

  /** Unmeasured rows a step up or down each knob, in random order. */
  function neighbours(): number[] {
    const from = points[top.row] ?? [];
    const moves = from.flatMap((x, k) => [x - step, x + step].map((to) => ({ k, to: clamp(to) })));
    const rows = moves.map(({ k, to }) => nearestRow(points, from.with(k, to), (row) => row !== top.row));
    const fresh = [...new Set(rows)].filter((row) => row >= 0 && unmeasured(row));
    return shuffled(fresh.length, random).map((i) => fresh[i] ?? 0);
  }

  return {
    ask: () => {
      while (queue.length === 0 && step >= leastStep) {
        queue = neighbours();
        if (queue.length === 0) step /= 2;
      }
      const next = queue.shift();
      if (next !== undefined) return next;
      step = firstStep;
      top = { row: -1, score: Number.NEGATIVE_INFINITY };
      const fresh = shuffled(points.length, random);
      return fresh.find(unmeasured) ?? fresh[0] ?? 0;
    },
    tell: (row, measurement) => {
      const score = goal.score(measurement, context.configurations[row] ?? []);
      const climbing = measured.size >= samples;
      measured.set(row, score);
      if (score <= top.score) return;
      top = { row, score };
      // While climbing, the other neighbours of the row that was left no longer matter.
      if (climbing) queue = [];
    },
  };
}

function clamp(x: number): number {
  return Math.max(0, Math.min(1, x));
}
