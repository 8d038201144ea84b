// Throughput of the load topology on real Storm against its pending tuples, and what the twin says of it from one of these windows.
import { readFileSync } from 'node:fs';
import { fitTwin, predict } from '../../dist/twin/index.js';
import { writeFigure } from './figure.mjs';

/** The window that the twin is fitted to; all others are predicted. */
const fittedTo = 6;
const rows = readFileSync('docs/experiments/data/storm-2.8.3-pending.jsonl', 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))
  .filter((row) => row.failed === undefined)
  .map(({ configuration, evaluation, trueThroughputPerSecond }) => ({
    pending: configuration.pendingPerTask,
    limit: evaluation.pendingLimit,
    throughput: trueThroughputPerSecond,
    latencyMs: evaluation.completeLatencyMs,
    evaluation: { ...evaluation, batches: { producer: configuration.producerBatch, transfer: 1 } },
  }));
const fitted = rows.find(({ pending }) => pending === fittedTo);
const fit = fitTwin([fitted.evaluation]);
if (fit.kind === 'unknown') throw new Error(fit.because);
const demand = { known: false, atLeastPerSecond: 0, because: 'the source of the load topology is endless' };
const at = (pendingPerTask) => predict(fit.twin, { pendingPerTask }, demand);

console.log(
  `Storm 2.8.3, split 8, count 2, one worker; twin fitted to the window with ${fittedTo} pending per spout task`,
);
console.log('| pending tuples | measured, tuples/s | predicted (range) | latency ms | predicted (range) |');
console.log('|---|---|---|---|---|');
const show = ({ mean, low, high }, digits) =>
  `${mean.toFixed(digits)} (${low.toFixed(digits)} … ${high.toFixed(digits)})`;
for (const { pending, limit, throughput, latencyMs } of rows) {
  const { throughputPerSecond, completeLatencyMs } = at(pending);
  console.log(
    `| ${limit}${pending === fittedTo ? ' (fitted)' : ''} | ${throughput.toFixed(0)} | ${show(throughputPerSecond, 0)} | ${latencyMs.toFixed(1)} | ${show(completeLatencyMs, 1)} |`,
  );
}

const tasks = fitted.limit / fittedTo;
const steps = Array.from({ length: 50 }, (_, i) => i + 1);
const curve = (end) => steps.map((n) => [n * tasks, at(n).throughputPerSecond[end]]);
writeFigure('docs/experiments/figures/storm-pending.svg', {
  title: 'Throughput against pending tuples, Storm 2.8.3',
  x: 'tuples that may be pending',
  y: 'tuples/s',
  series: [
    {
      name: 'twin, from one window (90 % range)',
      curve: curve('mean'),
      low: curve('low'),
      high: curve('high'),
    },
    { name: 'measured', points: rows.map(({ limit, throughput }) => [limit, throughput]) },
  ],
});
