// Reads a table of measured configurations, strictly: every number is one, every configuration is there once.
import { z } from 'zod';
import { TrimtabError } from '../errors/index.js';
import { type GridMap, knobNameOf, readText, roleOf } from './map.js';
import type { Grid, GridKnob, GridRow } from './types.js';

/** What Number() would also take, such as an empty cell or 0x10, is no number here. */
const cellSchema = z
  .string()
  .regex(/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i)
  .transform(Number)
  .pipe(z.number());

interface Place {
  readonly file: string;
  readonly line: number;
}

interface Columns {
  readonly names: readonly string[];
  readonly map: GridMap;
}

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE when unreadable, TRIMTAB_E_CONFIG with file, line and column when not such a table */
export function readGrid(file: string, map: GridMap): Grid {
  const lines = readText('grid', file)
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/);
  if (lines.every((line) => line.trim() === ''))
    fail({ file, line: 1 }, 'the file is empty; expected a header');
  const columns = { names: headerOf(file, lines[0] ?? '', map), map };
  const rows: GridRow[] = [];
  const lineOf = new Map<string, number>();
  for (const [i, line] of lines.entries()) {
    if (i === 0 || line.trim() === '') continue;
    const place = { file, line: i + 1 };
    const row = rowOf(place, line.split(','), columns);
    if (row === null) continue;
    const key = row.values.join(',');
    const before = lineOf.get(key);
    if (before !== undefined) {
      fail(place, `the configuration ${key} is in line ${before} already; expected each configuration once`);
    }
    lineOf.set(key, place.line);
    rows.push(row);
  }
  if (rows.length === 0) fail({ file, line: lines.length }, 'no valid rows; expected at least one');
  return { knobs: Object.keys(map.knobs).map((column, i) => knobOf(map, column, i, rows)), rows };
}

function fail({ file, line }: Place, text: string): never {
  throw new TrimtabError('TRIMTAB_E_CONFIG', `${file}:${line}: ${text}`, {
    next: 'Correct the table or its map; docs/guide/tuning.md says what they look like.',
  });
}

function headerOf(file: string, line: string, map: GridMap): string[] {
  const place = { file, line: 1 };
  const names = line.split(',').map((name) => name.trim());
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) fail(place, `column ${twice} is there twice; expected each column once`);
  const wanted = [...Object.keys(map.knobs), map.measures.throughput, map.measures.latencyMs];
  for (const name of map.valid === undefined ? wanted : [...wanted, map.valid]) {
    if (names.includes(name)) continue;
    fail(
      place,
      `column ${name} is missing; expected it, since the map names it (there are: ${names.join(', ')})`,
    );
  }
  return names;
}

/** Null for a row that is marked as not valid. */
function rowOf(place: Place, cells: readonly string[], { names, map }: Columns): GridRow | null {
  if (cells.length !== names.length) fail(place, `${cells.length} values; expected ${names.length}`);
  const cell = (column: string): string => (cells[names.indexOf(column)] ?? '').trim();
  const number = (column: string, isPositive: boolean): number => {
    const read = cellSchema.safeParse(cell(column));
    if (read.success && (!isPositive || read.data > 0)) return read.data;
    const expected = isPositive ? 'a finite number above 0' : 'a finite number';
    return fail(place, `${column} is ${JSON.stringify(cell(column))}; expected ${expected}`);
  };
  if (map.valid !== undefined) {
    const valid = cell(map.valid);
    if (valid !== '0' && valid !== '1')
      fail(place, `${map.valid} is ${JSON.stringify(valid)}; expected 0 or 1`);
    if (valid === '0') return null;
  }
  return {
    values: Object.keys(map.knobs).map((column) => number(column, roleOf(map, column) !== 'other')),
    throughput: number(map.measures.throughput, true),
    latencyMs: number(map.measures.latencyMs, true),
  };
}

function knobOf(map: GridMap, column: string, index: number, rows: readonly GridRow[]): GridKnob {
  const values = rows.map((row) => row.values[index] ?? 0);
  const [min, max] = values.reduce(
    ([low, high], x) => [Math.min(low, x), Math.max(high, x)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return { name: column, role: roleOf(map, column), knob: knobNameOf(map, column), min, max };
}
