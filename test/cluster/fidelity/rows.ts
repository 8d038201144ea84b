// Keeps what was measured, one JSON line each, so that a run that was cut off goes on where it stopped.
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Evaluation } from '../../../src/metrics/index.js';
import type { Planned } from './design.js';

export type Row = Planned & {
  readonly at: string;
  /** One minute's, at the end of the measurement. */
  readonly loadAverage: number;
} & (
    | {
        /** Lines acked per second by the topology's own exact counters, over `trueSeconds`. */
        readonly trueThroughputPerSecond: number;
        readonly trueSeconds: number;
        readonly evaluation: Evaluation;
      }
    | { readonly failed: string }
  );

/** Each series has a file of its own. */
export const seriesName = process.env['TRIMTAB_SERIES'] ?? 'load';
const file = fileURLToPath(
  new URL(`../../../docs/experiments/data/storm-2.8.3-${seriesName}.jsonl`, import.meta.url),
);

export function append(row: Row): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(row)}\n`);
}

/** Without those that the file has, failed ones included. */
export function outstanding(planned: readonly Planned[]): Planned[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const had = new Set(lines.map((line) => keyOf(JSON.parse(line) as Row)));
  return planned.filter((p) => !had.has(keyOf(p)));
}

function keyOf({ configuration, repeat }: Planned): string {
  return JSON.stringify([configuration, repeat ?? null]);
}
