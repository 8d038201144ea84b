// Names of knobs that do nothing on the engines of the file's clusters: each is told with the name that it should have.
import { expect, test } from 'vitest';
import { knownKnobs } from '../../src/cli/shared/known-knobs.js';
import { noticesOf } from '../../src/config/index.js';
import { load } from './helpers.js';

const storm = '{ name: prod, ui: "http://ui:8080" }';
const heron = '{ name: fast, engine: heron, tracker: "http://t:8888", api: "http://a:9000" }';
const told = (clusters: string, topologies: string): string[] =>
  noticesOf(load(`clusters: [${clusters}]\ntopologies:\n${topologies}\n`), knownKnobs).map(
    ({ place, path, text }) => `${place} ${path}: ${text}`,
  );

const heronNames = `  defaults:
    knobs: { exclude: [parallelism.split, containers], bounds: { parallelism.count: { max: 2 } } }`;

test("Heron's names do nothing on Storm, where the knobs have others", () => {
  expect(told(storm, heronNames)).toMatchInlineSnapshot(`
    [
      "trimtab.yaml:4 topologies.defaults.knobs.exclude: parallelism.split is Heron's name and does nothing on Storm, where it is executors.split",
      "trimtab.yaml:4 topologies.defaults.knobs.exclude: containers is Heron's name and does nothing on Storm, where it is workers",
      "trimtab.yaml:4 topologies.defaults.knobs.bounds["parallelism.count"].max: parallelism.count is Heron's name and does nothing on Storm, where it is executors.count",
    ]
  `);
  expect(told(heron, heronNames)).toEqual([]);
  expect(told(`${storm}, ${heron}`, heronNames)).toEqual([]);
  expect(told('', heronNames)).toEqual([]);
});

test('knobs of Storm alone do nothing on Heron, those of both do', () => {
  const names = '  defaults: { knobs: { exclude: [onheap.memory.mb.split, workers, executors.split] } }';
  expect(told(heron, names)).toEqual([
    'trimtab.yaml:3 topologies.defaults.knobs.exclude: onheap.memory.mb.split is a knob of Storm alone and does nothing on Heron',
  ]);
});

test('an entry is held against the clusters that it is for', () => {
  const entry = (cluster: string) =>
    `  overrides: [{ match: { cluster: ${cluster} }, knobs: { exclude: [containers] } }]`;
  expect(told(`${storm}, ${heron}`, entry('fast'))).toEqual([]);
  expect(told(`${storm}, ${heron}`, entry('prod'))).toEqual([
    "trimtab.yaml:3 topologies.overrides[0].knobs.exclude: containers is Heron's name and does nothing on Storm, where it is workers",
  ]);
});

test('a cluster that the command line names leaves out others, for which a name may be', () => {
  const file = `clusters: [${storm}]\ntopologies:\n${heronNames}\n`;
  expect(noticesOf(load(file, { ui: 'http://ui:8080' }), knownKnobs)).toEqual([]);
});
