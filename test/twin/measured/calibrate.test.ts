// The twin of a measured table: it predicts rows that it has not seen, says how surely, and needs no particular table.
import { describe, expect, it } from 'vitest';
import { readGrid, readMap } from '../../../src/tuning/index.js';
import { calibrate, type MeasuredRow, type MeasuredTwin } from '../../../src/twin/index.js';
import { createRandom } from '../../../src/util/index.js';
import { requireShared, sharedIsHere, sharedPath } from '../../shared.js';
import { writeFiles } from '../../tuning/synthetic.js';

function split(rows: readonly MeasuredRow[], seed: number, count = 20) {
  const random = createRandom(seed);
  const left = [...rows];
  const known = Array.from({ length: count }, () => left.splice(random.integer(left.length), 1)).flat();
  return { known, left };
}

/** Median of |predicted / measured − 1| of throughput and latency. */
function medianErrors(twin: MeasuredTwin, rows: readonly MeasuredRow[]) {
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
  const of = rows.map((row) => ({ row, predicted: twin.predict(row.values) }));
  return {
    throughput: middle(
      of.map(({ row, predicted: p }) => Math.abs(Math.exp(p.logThroughput.mean) / row.throughput - 1)),
    ),
    latency: middle(
      of.map(({ row, predicted: p }) => Math.abs(Math.exp(p.logLatencyMs.mean) / row.latencyMs - 1)),
    ),
  };
}

describe('the twin of a small synthetic table', () => {
  const files = writeFiles();
  const { knobs, rows } = readGrid(files.grid, readMap(files.map));

  it('predicts what it has not seen, pending tuples and an unknown knob included', () => {
    const { known, left } = split(rows, 1);
    const errors = medianErrors(calibrate(knobs, known), left);
    expect(errors.throughput).toBeLessThan(0.04);
    expect(errors.latency).toBeLessThan(0.04);
  });

  it('gives the same for the same rows, and is surer of what it has measured', () => {
    const known = rows.filter((row) => (row.values[1] ?? 0) <= 3);
    const twin = calibrate(knobs, known);
    expect(calibrate(knobs, known).predict([100, 8, 2])).toEqual(twin.predict([100, 8, 2]));
    const near = twin.predict([3000, 2, 1]).logThroughput.deviation;
    expect(twin.predict([3000, 8, 1]).logThroughput.deviation).toBeGreaterThan(near);
  });

  it('says that nothing can be learned from nothing', () => {
    expect(() => calibrate(knobs, [])).toThrow('nothing is measured');
  });
});

requireShared('the twin of a measured word count');
describe.runIf(sharedIsHere)('the twin of a measured word count', () => {
  it('predicts the other 1323 rows from 20, median of draws, within 4 % and 6 %', () => {
    const file = sharedPath('data/grids/storm_wordcount_3d.csv');
    const map = new URL('../../../storm-conf/wordcount-grid.map.yaml', import.meta.url).pathname;
    const { knobs, rows } = readGrid(file, readMap(map));
    const all = Array.from({ length: 21 }, (_, seed) => {
      const { known, left } = split(rows, seed);
      return medianErrors(calibrate(knobs, known), left);
    });
    const middle = (values: number[]): number => values.sort((a, b) => a - b)[10] ?? Number.NaN;
    expect(middle(all.map((e) => e.throughput))).toBeLessThan(0.04);
    expect(middle(all.map((e) => e.latency))).toBeLessThan(0.06);
  });
});
