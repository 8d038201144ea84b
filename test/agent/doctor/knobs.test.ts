// What doctor says of knobs in the configuration whose component no topology has.
import { expect, it } from 'vitest';
import { knobFindings } from '../../../src/agent/doctor/knobs.js';
import { namedKnobs } from '../../../src/config/index.js';
import { component, snapshot, topology } from '../../builders.js';
import { load } from '../../config/helpers.js';

const poll = snapshot([component('split', { samples: [] }), component('count', { samples: [] })]);

const told = (topologies: string, snapshots = [poll]): string[] => {
  const loaded = load(`clusters: [{ name: prod, ui: "http://ui:8080" }]\ntopologies:\n${topologies}\n`);
  return knobFindings(namedKnobs(loaded, 'prod'), [topology], snapshots).map(({ text }) => text);
};

it('tells a misspelt component once, with where it is named and the one that was meant', () => {
  const knobs = `{ exclude: [executors.spilt, executors.count, workers], bounds: { onheap.memory.mb.cuont: { min: 64, max: 128 } } }`;
  expect(told(`  defaults:\n    knobs: ${knobs}`)).toEqual([
    'trimtab.yaml:4: topologies.defaults.knobs.exclude: executors.spilt: no topology that runs here and that this is for has a component spilt; did you mean split?',
    'trimtab.yaml:4: topologies.defaults.knobs.bounds: onheap.memory.mb.cuont: no topology that runs here and that this is for has a component cuont; did you mean count?',
  ]);
});

it("takes Heron's names as well, and leaves ackers alone, which come and go", () => {
  const named =
    '  defaults: { knobs: { exclude: [parallelism.split, parallelism.sink, executors.__acker] } }';
  expect(told(named)).toEqual([
    'trimtab.yaml:3: topologies.defaults.knobs.exclude: parallelism.sink: no topology that runs here and that this is for has a component sink',
  ]);
});

it.each([
  ['is for no topology that runs', '{ name: others }', [poll]],
  ['is for another cluster', '{ cluster: test }', [poll]],
  ['is for a topology that could not be read', `{ name: ${topology.name} }`, []],
])('says nothing of an entry that %s', (_, match, snapshots) => {
  const entry = `  overrides: [{ match: ${match}, knobs: { exclude: [executors.spilt] } }]`;
  expect(told(entry, snapshots)).toEqual([]);
});
