// The twin against real Storm: fitted to the agent's own windows of six measured configurations, asked for all the others.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fitTwin, predict } from '../../dist/twin/index.js';
import { createRandom } from '../../dist/util/index.js';
import { writeFigure } from './figure.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'docs/experiments/data/storm-2.8.3-load.jsonl' },
    fit: { type: 'string', default: '6' },
    draws: { type: 'string', default: '100' },
    figure: { type: 'string', default: 'docs/experiments/figures/storm-predicted.svg' },
  },
});
const rows = readFileSync(values.data, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))
  .filter((row) => row.failed === undefined)
  // What was set is in force; rows measured before the evaluation told of batches have it from their configuration.
  .map((row) => ({
    ...row,
    evaluation: {
      ...row.evaluation,
      batches: { producer: row.configuration.producerBatch ?? 1, transfer: 1 },
    },
  }));
const still = rows
  .filter(({ trueThroughputPerSecond }) => trueThroughputPerSecond === 0)
  .map((row) => JSON.stringify(row.configuration));
const moving = rows.filter(({ trueThroughputPerSecond }) => trueThroughputPerSecond > 0);
const keyOf = (row) => JSON.stringify(row.configuration);
const groups = new Map();
for (const row of moving) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
const repeated = [...groups.values()].reduce((most, one) => (one.length > most.length ? one : most));
const configurations = [...groups.values()].map((list) => list[0]);

/** What is asked of the twin for a row: everything that its configuration says. */
function changeOf({ configuration: { executors, workers, pendingPerTask, producerBatch } }) {
  const { __acker: ackers, ...own } = executors;
  return {
    executors: own,
    workers,
    ...(ackers === undefined ? {} : { ackers }),
    ...(pendingPerTask === undefined ? {} : { pendingPerTask }),
    ...(producerBatch === undefined ? {} : { producerBatch }),
  };
}

function demandOf({ configuration: { sourcePerSecond } }) {
  return sourcePerSecond
    ? { known: true, perSecond: sourcePerSecond }
    : { known: false, atLeastPerSecond: 0, because: 'the source of the load topology is endless' };
}

const found = { throughput: [], latency: [] };
const points = { throughput: [], latency: [] };
let refused = 0;
for (let draw = 1; draw <= Number(values.draws); draw++) {
  const random = createRandom(draw);
  const order = configurations.map((row) => ({ row, key: random.uniform() })).sort((a, b) => a.key - b.key);
  const fitted = order.slice(0, Number(values.fit)).map(({ row }) => row);
  const fit = fitTwin(fitted.map(({ evaluation }) => evaluation));
  if (fit.kind === 'unknown') {
    refused += 1;
    continue;
  }
  for (const { row } of order.slice(Number(values.fit))) {
    const { throughputPerSecond, completeLatencyMs } = predict(fit.twin, changeOf(row), demandOf(row));
    const pairs = [
      ['throughput', throughputPerSecond, row.evaluation.throughputPerSecond],
      ['latency', completeLatencyMs, row.evaluation.completeLatencyMs],
    ];
    for (const [name, range, measured] of pairs) {
      if (range === null || measured === null) continue;
      found[name].push({
        error: Math.abs(range.mean / measured - 1) * 100,
        inside: measured >= range.low && measured <= range.high,
        row,
        mean: range.mean,
        measured,
      });
      if (draw === 1) points[name].push([measured, range.mean]);
    }
  }
}

function percentile(list, share) {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
}

function table(name, list) {
  const errors = list.map(({ error }) => error);
  const inside = (100 * list.filter((one) => one.inside).length) / list.length;
  return `| ${name} | ${list.length} | ${percentile(errors, 0.25).toFixed(1)} | ${percentile(errors, 0.5).toFixed(1)} | ${percentile(errors, 0.75).toFixed(1)} | ${percentile(errors, 0.95).toFixed(1)} | ${inside.toFixed(0)} |`;
}

function deviation(list) {
  const mean = list.reduce((sum, x) => sum + x, 0) / list.length;
  return {
    spread: (100 * Math.sqrt(list.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (list.length - 1))) / mean,
    most: Math.max(...list.map((x) => Math.abs(x / mean - 1))) * 100,
  };
}

console.log(
  `${configurations.length} configurations of the load topology on Storm 2.8.3, ${values.draws} draws of ${values.fit} to fit, the others predicted${refused > 0 ? `; ${refused} draws refused` : ''}`,
);
for (const configuration of still)
  console.log(`left out, nothing moved while it was measured: ${configuration}`);
console.log('| quantity | predictions | error % (25th) | median | 75th | 95th | inside the 90 % range, % |');
console.log('|---|---|---|---|---|---|---|');
console.log(table('throughput', found.throughput));
console.log(table('mean latency', found.latency));
if (repeated.length > 1) {
  const x = deviation(repeated.map((row) => row.evaluation.throughputPerSecond));
  const r = deviation(repeated.map((row) => row.evaluation.completeLatencyMs));
  console.log(
    `one configuration ${repeated.length} times: throughput varies by ${x.spread.toFixed(1)} % (at most ${x.most.toFixed(1)}), latency by ${r.spread.toFixed(1)} % (at most ${r.most.toFixed(1)})`,
  );
}
if (process.env.WORST) {
  const by = new Map();
  for (const one of found.throughput) by.set(keyOf(one.row), [...(by.get(keyOf(one.row)) ?? []), one]);
  for (const [key, list] of by)
    console.log(
      key,
      list[0].measured.toFixed(0),
      percentile(
        list.map((o) => o.mean),
        0.5,
      ).toFixed(0),
      `${percentile(
        list.map((o) => o.error),
        0.5,
      ).toFixed(0)} %`,
    );
}
writeFigure(values.figure, {
  title: 'Storm 2.8.3: predicted against measured throughput (first draw)',
  x: 'measured, tuples/s',
  y: 'predicted, tuples/s',
  log: true,
  diagonal: true,
  series: [{ name: 'configurations', points: points.throughput }],
});
