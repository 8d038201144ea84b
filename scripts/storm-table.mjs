// Prints what `npm run bench:storm` measured: one Markdown table of all rows, and how far the repeats differ.
import { readFileSync } from 'node:fs';

const file = new URL('../docs/experiments/data/storm-2.8.3-load.jsonl', import.meta.url);
const rows = readFileSync(file, 'utf8').split('\n').filter(Boolean).map(JSON.parse);
const measured = rows.filter((row) => row.failed === undefined);
const fixed = (value, digits) => (value === null || value === undefined ? '-' : value.toFixed(digits));
const percent = (share, digits = 1) => (share === null ? '-' : `${(100 * share).toFixed(digits)} %`);
const relative = (row) => row.evaluation.throughputPerSecond / row.trueThroughputPerSecond - 1;

console.log(
  '| at (UTC) | split | count | workers | pending | batch | source/s | true/s | evaluated/s | error | complete ms | busy split | busy count | bottleneck | load |',
);
console.log(`|${'---|'.repeat(15)}`);
for (const row of rows) {
  const { executors, workers, pendingPerTask, producerBatch, sourcePerSecond } = row.configuration;
  const at = row.at.slice(11, 19) + (row.repeat === undefined ? '' : ` (repeat ${row.repeat})`);
  const set = [executors.split, executors.count, workers, pendingPerTask, producerBatch];
  const seen = row.failed === undefined ? seenIn(row) : [`failed: ${row.failed}`, ...Array(6).fill('')];
  const cells = [at, ...set, sourcePerSecond || 'unlimited', ...seen, fixed(row.loadAverage, 1)];
  console.log(`| ${cells.join(' | ')} |`);
}

const errors = measured.map((row) => Math.abs(relative(row))).sort((a, b) => a - b);
console.log(`\nMeasured: ${measured.length}; failed: ${rows.length - measured.length}.`);
console.log(
  `Evaluated against true throughput: median error ${percent(errors[Math.floor(errors.length / 2)], 2)}, largest ${percent(errors.at(-1), 2)}.`,
);
const repeats = measured.filter((row) => row.repeat !== undefined);
console.log(`Repeats: ${repeats.length}.`);
spread(
  'True throughput',
  repeats.map((row) => row.trueThroughputPerSecond),
);
spread(
  'Evaluated throughput',
  repeats.map((row) => row.evaluation.throughputPerSecond),
);
spread(
  'Complete latency',
  repeats.map((row) => row.evaluation.completeLatencyMs),
);

function seenIn(row) {
  const { throughputPerSecond, completeLatencyMs, components, bottleneck } = row.evaluation;
  const busy = (name) => percent(components.find((c) => c.name === name).utilisationMean, 0);
  return [
    fixed(row.trueThroughputPerSecond, 1),
    fixed(throughputPerSecond, 1),
    percent(relative(row), 2),
    fixed(completeLatencyMs, 1),
    busy('split'),
    busy('count'),
    bottleneck ?? 'none',
  ];
}

/** The sample's coefficient of variation, and the largest deviation from its mean. */
function spread(what, values) {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1);
  const largest = Math.max(...values.map((v) => Math.abs(v / mean - 1)));
  console.log(
    `${what}: mean ${mean.toFixed(1)}, coefficient of variation ${percent(Math.sqrt(variance) / mean, 2)}, largest deviation ${percent(largest, 2)}.`,
  );
}
