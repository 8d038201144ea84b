// Prints how far the model is off the discrete-event simulation on fifty random topologies (npm run bench:des).
import { test } from 'vitest';
import { type Comparison, compare, quartiles } from './compare.js';

const first = Number(process.env['FIRST_SEED'] ?? 1);
const topologies = 50;
const effort = { trees: 20_000, maxEvents: 3_000_000 };

test('the model against the simulation', () => {
  const all: Comparison[] = [];
  for (let seed = first; seed < first + topologies; seed++) all.push(compare(seed, effort));
  const row = (name: string, of: (one: Comparison) => number): string => {
    const { low, median, high } = quartiles(all.map(of));
    return `| ${name} | ${low.toFixed(1)} | ${median.toFixed(1)} | ${high.toFixed(1)} |`;
  };
  const lines = [
    `${topologies} random topologies, seeds ${first} to ${first + topologies - 1}, ${effort.trees} trees each`,
    '| absolute error, % | 25th | median | 75th |',
    '|---|---|---|---|',
    row('throughput', ({ errors }) => errors.throughput),
    row('mean latency', ({ errors }) => errors.meanLatency),
    row('p95 latency', ({ errors }) => errors.p95Latency),
    ...(process.env['WORST'] === undefined ? [] : worst(all)),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
});

function worst(all: readonly Comparison[]): string[] {
  return [...all]
    .sort((a, b) => b.errors.meanLatency - a.errors.meanLatency)
    .slice(0, 15)
    .map(
      ({ seed, errors, limit }) =>
        `${seed} ${limit} ${Object.entries(errors)
          .map(([name, error]) => `${name} ${error.toFixed(0)} %`)
          .join(', ')}`,
    );
}
