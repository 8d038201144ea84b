// npm run bench:tune: how well the measured twin predicts a table from 20 of its rows, and how near each tuner comes to its best.
import { arch, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const { calibrate } = await import('../../dist/twin/index.js');
const { readGrid, readMap, regretPercent, throughputGoal, tune, tuners } = await import(
  '../../dist/tuning/index.js'
);
const { createRandom } = await import('../../dist/util/index.js');

const root = new URL('../../', import.meta.url);
const file = process.argv[2] ?? fileURLToPath(new URL('../shared/data/grids/storm_wordcount_3d.csv', root));
const map = process.argv[3] ?? fileURLToPath(new URL('storm-conf/wordcount-grid.map.yaml', root));
/** Structure and constants were chosen on draws from 1001 on; these are looked at only to report. */
const firstSeed = Number(process.argv[4] ?? 1);
const draws = 200;
const calibrationRows = 20;
const tunerSeeds = 30;
const budgets = [20, 50];
/** Deviations within which a normal error lies nine times out of ten. */
const ninety = 1.645;

const grid = readGrid(file, readMap(map));
const seeds = (count) => Array.from({ length: count }, (_, i) => firstSeed + i);

function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}
const median = (values) => quantile(values, 0.5);

/** Two sets of rows: a random few, and all the others. */
function draw(seed) {
  const random = createRandom(seed);
  const rows = [...grid.rows];
  for (let i = 0; i < calibrationRows; i++) {
    const j = i + random.integer(rows.length - i);
    [rows[i], rows[j]] = [rows[j], rows[i]];
  }
  return [rows.slice(0, calibrationRows), rows.slice(calibrationRows)];
}

/** Median absolute errors in percent over the rows left out of one draw, and the share of them in the 90 % range. */
function accuracy(seed, residual) {
  const [known, others] = draw(seed);
  const twin = calibrate(grid.knobs, known, { residual });
  const errors = others.map((row) => {
    const { logThroughput: x, logLatencyMs: r } = twin.predict(row.values);
    const miss = (predicted, value) => predicted.mean - Math.log(value);
    return {
      throughput: 100 * Math.abs(Math.expm1(miss(x, row.throughput))),
      latency: 100 * Math.abs(Math.expm1(miss(r, row.latencyMs))),
      covered: Math.abs(miss(x, row.throughput)) <= ninety * x.deviation ? 1 : 0,
    };
  });
  return {
    throughput: median(errors.map((e) => e.throughput)),
    latency: median(errors.map((e) => e.latency)),
    covered: errors.reduce((sum, e) => sum + e.covered, 0) / errors.length,
  };
}

function regrets(tuner, seed) {
  const budget = Math.max(...budgets);
  const { trials, gridBest } = tune({ grid, goal: throughputGoal, tuner, budget, seed });
  return budgets.map((count) => {
    const found = Math.max(...trials.slice(0, count).map((trial) => trial.row.throughput));
    return regretPercent(found, gridBest);
  });
}

const range = (values) => `${quantile(values, 0.1).toFixed(1)} to ${quantile(values, 0.9).toFixed(1)}`;

console.log(`Node ${process.versions.node}, ${arch()}, ${cpus()[0]?.model}; ${grid.rows.length} rows\n`);
console.log(
  `| twin, from ${calibrationRows} rows, seeds ${firstSeed} to ${firstSeed + draws - 1} | throughput, % | 10th to 90th | latency, % | 10th to 90th | in the 90 % range |`,
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const [name, residual] of [
  ['physics alone', false],
  ['physics and residual', true],
]) {
  const all = seeds(draws).map((seed) => accuracy(seed, residual));
  const [x, r] = [all.map((a) => a.throughput), all.map((a) => a.latency)];
  const covered = (100 * all.reduce((sum, a) => sum + a.covered, 0)) / draws;
  console.log(
    `| ${name} | ${median(x).toFixed(2)} | ${range(x)} | ${median(r).toFixed(2)} | ${range(r)} | ${covered.toFixed(1)} % |`,
  );
}

const head = budgets.map((n) => `median regret after ${n}, % | mean`);
console.log(
  `\n| tuner, throughput, seeds ${firstSeed} to ${firstSeed + tunerSeeds - 1} | ${head.join(' | ')} | seconds a run |`,
);
console.log('| --- | ---: | ---: | ---: | ---: | ---: |');
for (const tuner of tuners) {
  const start = performance.now();
  const all = seeds(tunerSeeds).map((seed) => regrets(tuner, seed));
  const seconds = (performance.now() - start) / 1000 / tunerSeeds;
  const cells = budgets.map((_, i) => {
    const values = all.map((regret) => regret[i]);
    return `${median(values).toFixed(2)} | ${(values.reduce((a, b) => a + b, 0) / tunerSeeds).toFixed(2)}`;
  });
  console.log(`| ${tuner.name} | ${cells.join(' | ')} | ${seconds.toFixed(2)} |`);
}
