// Reading a table and its map: what is understood, and what is said about what is wrong.
import { describe, expect, it } from 'vitest';
import { TrimtabError } from '../../src/errors/index.js';
import { readGrid, readMap } from '../../src/tuning/index.js';
import { type GridFiles, mapYaml, writeFiles } from './synthetic.js';

function read({ grid, map }: GridFiles) {
  return readGrid(grid, readMap(map));
}

function refusal(files: GridFiles): string {
  try {
    read(files);
  } catch (error) {
    if (!(error instanceof TrimtabError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.message.replace(/\S*\/(?=grid\.csv|map\.yaml)/g, '');
  }
  throw new Error('nothing was refused');
}

const header = 'pending,splits,buffer,rate,ms,ok';

describe('a table', () => {
  it('is its valid rows, with the role and the limits of each knob', () => {
    const grid = read(writeFiles());
    expect(grid.rows).toHaveLength(96);
    expect(grid.knobs).toEqual([
      { name: 'pending', role: 'pending', knob: 'topology.max.spout.pending', min: 100, max: 3000 },
      { name: 'splits', role: 'servers', knob: 'executors.split', min: 1, max: 8 },
      { name: 'buffer', role: 'other', knob: null, min: 0, max: 2 },
    ]);
  });

  it('takes the executors of a source of the DAG for spouts', () => {
    const files = writeFiles(undefined, mapYaml.replace('component: split', 'component: text'));
    expect(read(files).knobs[1]?.role).toBe('spouts');
  });

  it.each([
    ['an empty file', '', 'grid.csv:1: the file is empty; expected a header'],
    ['no rows', header, 'grid.csv:1: no valid rows; expected at least one'],
    ['no valid rows', `${header}\n1,1,0,5,5,0`, 'grid.csv:2: no valid rows; expected at least one'],
    [
      'a missing column',
      'pending,splits,buffer,rate,ok\n1,1,0,5,1',
      'grid.csv:1: column ms is missing; expected it, since the map names it (there are: pending, splits, buffer, rate, ok)',
    ],
    ['a column twice', `${header},ms`, 'grid.csv:1: column ms is there twice; expected each column once'],
    [
      'NaN',
      `${header}\n1,1,0,5,5,1\n1,2,0,NaN,5,1`,
      'grid.csv:3: rate is "NaN"; expected a finite number above 0',
    ],
    [
      'a number too great',
      `${header}\n1,1,1e999,5,5,1`,
      'grid.csv:2: buffer is "1e999"; expected a finite number',
    ],
    ['an empty cell', `${header}\n1,1,,5,5,1`, 'grid.csv:2: buffer is ""; expected a finite number'],
    ['no executors', `${header}\n1,0,0,5,5,1`, 'grid.csv:2: splits is "0"; expected a finite number above 0'],
    ['a short row', `${header}\n1,1,0,5,5`, 'grid.csv:2: 5 values; expected 6'],
    ['another mark', `${header}\n1,1,0,5,5,yes`, 'grid.csv:2: ok is "yes"; expected 0 or 1'],
    [
      'a configuration twice',
      `${header}\n1,1,0,5,5,1\n\n1,1.0,0,6,6,1`,
      'grid.csv:4: the configuration 1,1,0 is in line 2 already; expected each configuration once',
    ],
  ])('is refused with %s', (_, csv, message) => {
    expect(refusal(writeFiles(csv))).toBe(message);
  });

  it('is refused where it cannot be read', () => {
    expect(refusal({ ...writeFiles(), grid: '/nowhere/grid.csv' })).toMatch(
      /^The grid grid\.csv cannot be read: ENOENT/,
    );
  });
});

describe('a map', () => {
  it.each([
    ['that is no YAML', 'a: [', /^The map map\.yaml is not YAML: /],
    [
      'without measures',
      'knobs: { a: { knob: other } }',
      /^map\.yaml: measures: missing, expected a mapping$/,
    ],
    [
      'without knobs',
      'measures: { throughput: a, latencyMs: b }\nknobs: {}',
      /^map\.yaml: knobs: found an empty mapping, expected at least one column$/,
    ],
    [
      'without the component of executors',
      'measures: { throughput: a, latencyMs: b }\nknobs: { c: { knob: executors } }',
      /^map\.yaml: knobs\.c\.component: missing, expected the component/,
    ],
    [
      'with other kinds of values, each on its line',
      'measures: { throughput: 3, latencyMs: [] }\nknobs: { a: { knob: "" }, "": { knob: b } }\ntopology: all',
      /^map\.yaml: measures\.throughput: found 3, expected text\nmap\.yaml: measures\.latencyMs: found an empty list, expected text\nmap\.yaml: knobs\.a\.knob: found "", expected text that is not empty\nmap\.yaml: knobs\.: found "", expected names that are not empty\nmap\.yaml: topology: found "all", expected a list$/,
    ],
    [
      'with fields that there are not',
      'measures: { throughput: a, latencyMs: b, latency: c }\nknobs: { c: { knobb: workers, knob: workers } }\nrows: 3',
      /^map\.yaml: measures\.latency: unknown field; did you mean latencyMs\?\nmap\.yaml: knobs\.c\.knobb: unknown field; did you mean knob\?\nmap\.yaml: rows: unknown field; there are measures, valid, knobs, topology$/,
    ],
    [
      'with a misspelt knob, and executors without their component',
      'measures: { throughput: a, latencyMs: b }\nknobs: { c: { knob: worker }, d: { knob: executors.split } }',
      /^map\.yaml: knobs\.c\.knob: found "worker", expected executors with its component, workers, a key of Storm, or other; did you mean workers\?\nmap\.yaml: knobs\.d\.knob: found "executors\.split", expected executors with its component/,
    ],
    [
      'with one knob in two columns',
      'measures: { throughput: a, latencyMs: b }\nknobs: { c: { knob: executors, component: split }, d: { knob: executors, component: split }, e: { knob: other }, f: { knob: other } }',
      /^map\.yaml: knobs\.d: executors\.split is the column c already, expected each knob once$/,
    ],
  ])('%s is refused', (_, map, message) => {
    expect(refusal(writeFiles(undefined, map))).toMatch(message);
  });
});
