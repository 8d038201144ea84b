// Which file is read, what its paths are relative to, and where each value is said to come from.
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import {
  builtInTopology,
  clusterFromUrl,
  effectiveValues,
  loadConfig,
  modelFolder,
  objectivePresets,
} from '../../src/config/index.js';
import { folderWith, load, refusal } from './helpers.js';

const prod = 'clusters:\n  - name: prod\n    ui: http://master-1:8080/\n';

test('without a file the defaults hold', () => {
  const cwd = folderWith({});
  const { config, file, origins } = loadConfig({ env: {}, cwd });
  expect(file).toBeNull();
  expect(config.stateDir).toBe(join(cwd, 'var'));
  expect(config.clusters).toEqual([]);
  expect(config.topologies).toEqual({ defaults: builtInTopology, overrides: [] });
  expect(config.agent).toMatchInlineSnapshot(`
    {
      "beside": "auto",
      "coolDown": 600,
      "fallback": "auto",
      "keepDecisions": 10000,
      "keepJournal": "forever",
      "maxAge": 180,
      "model": "models/default",
      "policy": "twin-greedy",
      "schedule": "*/1 * * * *",
      "timeZone": "UTC",
      "tree": "models/tree",
      "warmUp": 60,
      "window": 120,
    }
  `);
  expect(new Set([...origins.values()].map((origin) => origin.kind))).toEqual(new Set(['default']));
});

test('the command line goes before the environment, the environment before the working directory', () => {
  const cwd = folderWith({ 'a.yaml': prod, 'b.yaml': prod, 'trimtab.yaml': prod });
  const env = { TRIMTAB_CONFIG: 'b.yaml' };
  expect(loadConfig({ file: 'a.yaml', env, cwd }).file).toMatchObject({
    name: 'a.yaml',
    origin: { kind: 'command line' },
  });
  expect(loadConfig({ env, cwd }).file).toMatchObject({
    name: 'b.yaml',
    path: join(cwd, 'b.yaml'),
    origin: { kind: 'environment', variable: 'TRIMTAB_CONFIG' },
  });
  expect(loadConfig({ env: { TRIMTAB_CONFIG: '' }, cwd }).file).toMatchObject({
    name: 'trimtab.yaml',
    origin: { kind: 'default' },
  });
});

test('a file that the environment names must exist', () => {
  expect(
    refusal(() =>
      loadConfig({ env: { TRIMTAB_CONFIG: 'gone.yaml' }, cwd: folderWith({ 'trimtab.yaml': prod }) }),
    ),
  ).toBe('TRIMTAB_E_CONFIG_FILE gone.yaml: there is no such file');
});

test('paths in the file start at its directory, those of the command line at the working directory', () => {
  const cwd = folderWith({
    'conf/t.yaml': `stateDir: state\n${prod}    auth: { ca: tls/ca.pem, header: X, valueFile: /run/token }\ntopologies: { defaults: { persist: { files: [a.yaml] } } }\n`,
  });
  const file = 'conf/t.yaml';
  const { config } = loadConfig({ file, env: {}, cwd });
  expect(config.stateDir).toBe(join(cwd, 'conf/state'));
  expect(config.clusters[0]?.auth).toEqual({
    ca: join(cwd, 'conf/tls/ca.pem'),
    header: 'X',
    valueFile: '/run/token',
  });
  expect(config.topologies.defaults.persist.files).toEqual([join(cwd, 'conf/a.yaml')]);
  const overridden = loadConfig({ file, env: {}, cwd, overrides: { stateDir: 'mine' } });
  expect(overridden.config.stateDir).toBe(join(cwd, 'mine'));
  expect(overridden.origins.get('stateDir')).toEqual({ kind: 'command line' });
});

test.each([
  ['./bin/storm', 'conf/bin/storm'],
  ['../bin/storm', 'bin/storm'],
  ['/opt/bin/storm', '/opt/bin/storm'],
  ['storm', 'storm'],
])('a program with a path starts there, too, and a bare name is looked up in PATH: %s', (given, meant) => {
  const heron = '{ name: h, engine: heron, tracker: http://t, heronCommand: HERON }';
  const text = `clusters:\n  - { name: s, ui: http://u, stormCommand: ${given} }\n  - ${heron}\n`;
  const cwd = folderWith({ 'conf/t.yaml': text.replace('HERON', given) });
  const { clusters } = loadConfig({ file: 'conf/t.yaml', env: {}, cwd }).config;
  const resolved = given === 'storm' ? given : resolve(cwd, meant);
  expect([clusters[0]?.stormCommand, clusters[1]?.heronCommand]).toEqual([resolved, resolved]);
});

test('the default state directory is in the working directory, not beside the file', () => {
  const cwd = folderWith({ 'conf/t.yaml': prod });
  expect(loadConfig({ file: 'conf/t.yaml', env: {}, cwd }).config.stateDir).toBe(join(cwd, 'var'));
});

test('models/default is the folder of the package; any other model is a path like others', () => {
  const written = (model: string): string => load(`${prod}agent: { model: ${model} }`).config.agent.model;
  expect(written('models/default')).toBe('models/default');
  expect(modelFolder('models/default')).toBe(join(process.cwd(), 'models/default'));
  const cwd = folderWith({ 'conf/t.yaml': `${prod}agent: { model: ./models/default }` });
  const { agent } = loadConfig({ file: 'conf/t.yaml', env: {}, cwd }).config;
  expect(agent.model).toBe(join(cwd, 'conf/models/default'));
  expect(modelFolder(agent.model)).toBe(agent.model);
});

test('durations become seconds', () => {
  const { config } = load(`${prod}    timeout: 1500ms\nagent: { window: 2m, coolDown: 1h }\n`);
  expect(config.clusters[0]?.timeout).toBe(1.5);
  expect(config.agent).toMatchObject({ window: 120, coolDown: 3600, maxAge: 180 });
});

test.each([
  ['365d', 365 * 86_400, '365d'],
  ['7d', 7 * 86_400, '7d'],
  ['8784h', 366 * 86_400, '366d'],
  ['3650d', 3650 * 86_400, '3650d'],
  ['forever', 'forever', 'forever'],
])('the journal may be kept for %s', (text, parsed, shown) => {
  const { config } = load(`${prod}agent: { keepJournal: ${text} }\n`);
  expect(config.agent.keepJournal).toBe(parsed);
  expect(effectiveValues(config)).toMatchObject({ agent: { keepJournal: shown } });
});

test.each(['6d', '0', '365', '99999d', 'never', '1y'])('not for %s', (text) => {
  const refused = () => load(`${prod}agent: { keepJournal: "${text}" }\n`);
  expect(refused).toThrow(
    `agent.keepJournal: found "${text}", expected a duration such as 365d, from 7 to 36525 days, or forever`,
  );
});

test('every value has an origin', () => {
  const { origins } = load(
    `${prod}agent:\n  window: 5m\ntopologies:\n  defaults:\n    objective: latency\n  overrides:\n    - match: { name: "a*" }\n      knobs: { bounds: { executors.split: { max: 4 } } }\n`,
    { overrides: { 'clusters[].timeScale': 60 } },
  );
  const at = (path: string) => origins.get(path);
  expect(at('clusters[0].ui')).toEqual({ kind: 'file', line: 3 });
  expect(at('clusters[0].timeScale')).toEqual({ kind: 'command line' });
  expect(at('clusters[0].timeout')).toEqual({ kind: 'default' });
  expect(at('agent.window')).toEqual({ kind: 'file', line: 5 });
  expect(at('topologies.defaults.objective.preset')).toEqual({ kind: 'file', line: 8 });
  expect(at('topologies.defaults.objective.weights.latency')).toEqual({ kind: 'file', line: 8 });
  expect(at('topologies.defaults.objective.prices.workerPerHour')).toEqual({ kind: 'default' });
  expect(at('topologies.overrides[0].knobs.bounds["executors.split"].max')).toEqual({
    kind: 'file',
    line: 11,
  });
});

test('weights that a preset in a mapping gives come from its line', () => {
  const { config, origins } = load(
    'topologies:\n  defaults:\n    objective:\n      preset: cost\n      weights:\n        latency: 0\n',
  );
  expect(config.topologies.defaults.objective.weights).toEqual({ ...objectivePresets.cost, latency: 0 });
  expect(origins.get('topologies.defaults.objective.weights.cost')).toEqual({ kind: 'file', line: 4 });
  expect(origins.get('topologies.defaults.objective.weights.latency')).toEqual({ kind: 'file', line: 6 });
});

test('options of the command line that were not given change nothing', () => {
  const { config, origins } = load(prod, { overrides: { stateDir: undefined, 'agent.window': undefined } });
  expect(config.agent.window).toBe(120);
  expect(origins.get('agent.window')).toEqual({ kind: 'default' });
});

test.each([
  ['http://master-1:8080', 'http://master-1:8080'],
  ['http://master-1:8080/', 'http://master-1:8080'],
  ['https://Proxy.example/storm/', 'https://proxy.example/storm'],
  ['http://h:8080/api/v1', 'http://h:8080'],
  ['http://h/storm/api/v1/cluster/summary', 'http://h/storm'],
])('the base of %s is %s', (given, base) => {
  expect(clusterFromUrl(given).ui).toBe(base);
});

test('a cluster from a URL is named by its host and port and has the default limits', () => {
  expect(clusterFromUrl('http://master-1:8080')).toMatchInlineSnapshot(`
    {
      "auth": {},
      "concurrency": 4,
      "engine": "storm",
      "lag": false,
      "name": "master-1:8080",
      "stormCommand": "storm",
      "timeScale": 1,
      "timeout": 5,
      "ui": "http://master-1:8080",
      "via": "auto",
    }
  `);
  expect(clusterFromUrl('http://[::1]:8080').name).toBe('::1:8080');
  expect(clusterFromUrl('http://[fe80::1]:8080').name).toBe('fe80::1:8080');
  const long = ['a', 'b'].map((end) => clusterFromUrl(`http://master-1/${'proxy/'.repeat(20)}${end}`).name);
  expect(long.map((name) => name.length)).toEqual([64, 64]);
  expect(new Set(long).size).toBe(2);
  expect(refusal(() => clusterFromUrl('master-1:8080'))).toMatchInlineSnapshot(
    `"TRIMTAB_E_USAGE --ui: found "master-1:8080", expected an http or https URL, such as http://master-1:8080"`,
  );
});

test('a UI on the command line is the only cluster, with the rest of the file', () => {
  const { config, origins } = load(`${prod}agent: { window: 5m }\n`, { ui: 'http://other:8080' });
  expect(config.clusters.map((cluster) => cluster.name)).toEqual(['other:8080']);
  expect(config.agent.window).toBe(300);
  expect(origins.get('clusters[0].ui')).toEqual({ kind: 'command line' });
});

test('a UI on the command line that the file knows keeps its name, limits and lines', () => {
  const two =
    'clusters:\n  - { name: a, ui: http://a:8080 }\n  - name: b\n    ui: http://b:8080\n    timeout: 9s\n';
  const { config, origins } = load(two, {
    ui: 'http://b:8080/api/v1',
    overrides: { 'clusters[].timeScale': 60 },
  });
  expect(config.clusters).toMatchObject([{ name: 'b', timeout: 9, timeScale: 60 }]);
  expect(origins.get('clusters[0].timeout')).toEqual({ kind: 'file', line: 5 });
});

test('a cluster named by its Nimbus is the one of the file that lists it, without its UI', () => {
  const file = `${prod}    nimbus: [master-1:6627, master-2:6627]\n    timeout: 9s\n`;
  const { config, origins } = load(file, { nimbus: 'master-2:6627' });
  expect(config.clusters).toHaveLength(1);
  expect(config.clusters[0]).toMatchObject({
    name: 'prod',
    timeout: 9,
    nimbus: ['master-1:6627', 'master-2:6627'],
  });
  expect(config.clusters[0]).not.toHaveProperty('ui');
  expect(origins.get('clusters[0].timeout')).toEqual({ kind: 'file', line: 5 });
});

test('a cluster named by its Nimbus alone is named by the first host', () => {
  const { config, origins } = load(prod, { nimbus: '[::1]:6627, master-2:6627' });
  expect(config.clusters).toMatchObject([
    { name: '::1:6627', engine: 'storm', nimbus: ['[::1]:6627', 'master-2:6627'] },
  ]);
  expect(origins.get('clusters[0].nimbus')).toEqual({ kind: 'command line' });
});

test('a name of a cluster is no longer than the files that are named by it may be', () => {
  const named = (length: number): string =>
    refusal(() => load(`clusters: [{ name: ${'n'.repeat(length)}, ui: http://h }]`));
  expect([named(64), named(65)]).toEqual(['no error', expect.stringMatching(/at most 64 letters/)]);
});
