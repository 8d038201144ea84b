// Runs a tuner against a table: one row is one measurement, and the budget counts every one of them.
import { createRandom } from '../util/index.js';
import type { Goal, Grid, Trial, TunerEntry, Tuning } from './types.js';

export interface TuneOptions {
  readonly grid: Grid;
  readonly goal: Goal;
  readonly tuner: TunerEntry;
  /** Measurements, >= 1; a row that is asked for again costs again. */
  readonly budget: number;
  readonly seed: number;
}

export function tune({ grid, goal, tuner, budget, seed }: TuneOptions): Tuning {
  const asking = tuner.create({
    knobs: grid.knobs,
    configurations: grid.rows.map((row) => row.values),
    goal,
    random: createRandom(seed),
  });
  const trials: Trial[] = [];
  for (let n = 1; n <= budget; n++) {
    const asked = asking.ask();
    const row = grid.rows[asked];
    if (row === undefined) throw new RangeError(`${tuner.name} asked for row ${asked}, which is not there`);
    asking.tell(asked, { throughput: row.throughput, latencyMs: row.latencyMs });
    trials.push({ n, row });
  }
  const best = trials.reduce((a, b) => (isBetter(goal, valueAt(goal, b.row), valueAt(goal, a.row)) ? b : a));
  const gridBest = grid.rows
    .map((row) => valueAt(goal, row))
    .reduce((a, b) => (isBetter(goal, b, a) ? b : a));
  return { trials, best, gridBest, regretPercent: regretPercent(valueAt(goal, best.row), gridBest) };
}

function valueAt(goal: Goal, row: Grid['rows'][number]): number {
  return goal.value(row, row.values);
}

function isBetter({ sense }: Goal, a: number, b: number): boolean {
  return sense === 'maximise' ? a > b : a < b;
}

/** 100 · |found − gridBest| / |gridBest|; null where gridBest is 0 and was not found. */
export function regretPercent(found: number, gridBest: number): number | null {
  if (found === gridBest) return 0;
  return gridBest === 0 ? null : (100 * Math.abs(found - gridBest)) / Math.abs(gridBest);
}
