// A load read from a file: a recorded arrival rate, as shares of its peak.
import { z } from 'zod';
import { show } from '../../util/index.js';
import { lasting, rate } from './fields.js';
import type { Workload } from './types.js';

export const traceLoad = z.strictObject({
  kind: z.literal('trace'),
  /** CSV file, relative to the scenario file. */
  trace: z.string().min(1),
  peakPerSecond: rate,
  /** The trace runs so many times as fast. */
  timeScale: lasting.default(1),
  /** After its last row it starts again; otherwise the last value holds. */
  loop: z.boolean().default(false),
});

export interface TraceRow {
  readonly seconds: number;
  readonly rate: number;
}

const header = 't_seconds,rate_per_s';

/** What is wrong with a trace, and in which line (from 1). */
export class TraceProblem extends Error {
  constructor(
    readonly line: number,
    text: string,
  ) {
    super(text);
  }
}

/**
 * Rows of `t_seconds,rate_per_s`: seconds rising, rates as shares of the peak or in any unit that peakPerSecond scales.
 * @throws TraceProblem
 */
export function parseTrace(text: string): TraceRow[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const first = (lines[0] ?? '').trim();
  if (first !== header) {
    throw new TraceProblem(1, `the header is ${show(first)}; expected ${show(header)}`);
  }
  const rows: TraceRow[] = [];
  lines.forEach((line, i) => {
    if (i === 0 || line.trim() === '') return;
    const cells = line.split(',');
    if (cells.length !== 2) throw new TraceProblem(i + 1, `${cells.length} values; expected 2`);
    const row = {
      seconds: numberIn(cells[0], 't_seconds', i + 1),
      rate: numberIn(cells[1], 'rate_per_s', i + 1),
    };
    const before = rows.at(-1)?.seconds;
    if (before !== undefined && row.seconds <= before) {
      const how = row.seconds === before ? 'is there twice' : `comes after ${before}`;
      throw new TraceProblem(i + 1, `t_seconds ${row.seconds} ${how}; expected rising times`);
    }
    rows.push(row);
  });
  if (rows.length === 0) throw new TraceProblem(2, 'no rows; expected at least one');
  return rows;
}

function numberIn(cell: string | undefined, column: string, line: number): number {
  const text = (cell ?? '').trim();
  const value = text === '' ? Number.NaN : Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new TraceProblem(line, `${column} is ${show(text)}; expected a finite number, not below 0`);
}

/** Each value holds until the next row. In a loop the last one holds as long as the one before it did. */
export function traceWorkload(
  { peakPerSecond, timeScale, loop }: z.output<typeof traceLoad>,
  rows: readonly TraceRow[],
): Workload {
  const start = rows[0]?.seconds ?? 0;
  const end = rows.at(-1)?.seconds ?? 0;
  const period = end - start + (end - (rows.at(-2)?.seconds ?? end - 1));
  return {
    perSecond: (elapsedSeconds) => {
      const elapsed = Math.max(0, elapsedSeconds) * timeScale;
      return peakPerSecond * rateAt(rows, start + (loop ? elapsed % period : elapsed));
    },
  };
}

/** The last row at or before that moment, by halving. */
function rateAt(rows: readonly TraceRow[], seconds: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rows[middle]?.seconds ?? 0) <= seconds) low = middle;
    else high = middle - 1;
  }
  return rows[low]?.rate ?? 0;
}
