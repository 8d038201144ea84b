// Prints what was measured on a real Storm as a table: one row for each measurement, in the order of time.
import { readFileSync } from 'node:fs';

const file = process.argv[2] ?? 'docs/experiments/data/storm-2.8.3-load.jsonl';
const rows = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));

console.log(
  '| split / count | workers | pending a task | batch | transfer batch | flush ms | source /s | true /s | measured /s | complete ms | load |',
);
console.log('|---|---|---|---|---|---|---|---|---|---|---|');
for (const { configuration, failed, evaluation, trueThroughputPerSecond, loadAverage, repeat } of rows) {
  const { executors, workers, pendingPerTask, producerBatch, sourcePerSecond } = configuration;
  const { transferBatch = 1, flushMillis = 1 } = configuration;
  const set = `${executors.split} / ${executors.count}${repeat ? ` (repeat ${repeat})` : ''} | ${workers} | ${pendingPerTask} | ${producerBatch} | ${transferBatch} | ${flushMillis} | ${sourcePerSecond || 'endless'}`;
  if (failed !== undefined) {
    console.log(`| ${set} | failed: ${failed} | | | |`);
    continue;
  }
  const { throughputPerSecond, completeLatencyMs } = evaluation;
  const latency = completeLatencyMs === null ? '-' : completeLatencyMs.toFixed(1);
  console.log(
    `| ${set} | ${trueThroughputPerSecond.toFixed(0)} | ${throughputPerSecond?.toFixed(0) ?? '-'} | ${latency} | ${loadAverage} |`,
  );
}
