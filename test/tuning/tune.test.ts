// Tuners against a small table: they keep the budget, one seed is one run, and the regret is what it says.
import { describe, expect, it, test } from 'vitest';
import { builtInTopology } from '../../src/config/index.js';
import {
  latencyGoal,
  readGrid,
  readMap,
  regretPercent,
  throughputGoal,
  tune,
  tuners,
  utilityGoal,
} from '../../src/tuning/index.js';
import { improvement } from '../../src/tuning/tuners/twin-guided.js';
import { writeFiles } from './synthetic.js';

const files = writeFiles();
const grid = readGrid(files.grid, readMap(files.map));
const best = Math.max(...grid.rows.map((row) => row.throughput));

describe.each(tuners)('the tuner $name', (tuner) => {
  const run = (seed: number, budget = 20) => tune({ grid, goal: throughputGoal, tuner, budget, seed });

  it('measures as often as the budget says, and the best is the best of that', () => {
    const { trials, best: found, gridBest } = run(1);
    expect(trials.map((trial) => trial.n)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(found.row.throughput).toBe(Math.max(...trials.map((trial) => trial.row.throughput)));
    expect(gridBest).toBe(best);
  });

  it('does the same for the same seed, and something else for another', () => {
    expect(run(5)).toEqual(run(5));
    expect(run(5).trials).not.toEqual(run(6).trials);
  });

  it('goes on when every row is measured', () => {
    const few = { ...grid, rows: grid.rows.slice(0, 4) };
    const { trials, regretPercent: regret } = tune({
      grid: few,
      goal: throughputGoal,
      tuner,
      budget: 7,
      seed: 1,
    });
    expect(trials).toHaveLength(7);
    expect(regret).toBe(0);
  });
});

test.each(['twin-guided', 'bayesian'])('%s finds the best of 96 in 20 measurements', (name) => {
  const tuner = tuners.find((t) => t.name === name);
  if (tuner === undefined) throw new Error(name);
  expect(tune({ grid, goal: throughputGoal, tuner, budget: 20, seed: 1 }).regretPercent).toBe(0);
  expect(tune({ grid, goal: latencyGoal, tuner, budget: 20, seed: 1 }).regretPercent).toBeLessThan(5);
});

test('regret is the distance to the best of the table, as a share of it', () => {
  expect(regretPercent(95, 100)).toBe(5);
  expect(regretPercent(110, 100)).toBe(10);
  expect(regretPercent(-0.3, -0.2)).toBeCloseTo(50);
  expect(regretPercent(0, 0)).toBe(0);
  expect(regretPercent(-0.1, 0)).toBeNull();
});

test('the utility counts executors, and compares with the first row where there is no reference', () => {
  const [first] = grid.rows;
  if (first === undefined) throw new Error('no rows');
  const weights = { throughput: 0, latency: 0, cost: 1, stability: 0 };
  const goal = utilityGoal({ ...builtInTopology.objective, weights }, grid.knobs, first);
  expect(goal.value(first, first.values)).toBeCloseTo(0);
  expect(goal.value(first, [100, 8, 0])).toBeCloseTo(-1);
});

test('expected improvement: by hand', () => {
  expect(improvement(1, 0, 0)).toBe(1);
  expect(improvement(-1, 0, 0)).toBe(0);
  expect(improvement(0, 1, 0)).toBeCloseTo(0.39894, 5);
  expect(improvement(-1, 1, 0)).toBeCloseTo(0.08332, 5);
});
