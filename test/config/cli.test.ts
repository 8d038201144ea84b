// What trimtab config prints.
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { configCommand } from '../../src/cli/config.js';
import { folderWith, laterRefusal } from './helpers.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** Runs `trimtab config …`; paths of the temporary directory are shown as DIR. */
async function run(args: readonly string[], folder = ''): Promise<string> {
  const printed: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => printed.push(String(chunk)) > 0);
  await configCommand().parseAsync(args, { from: 'user' });
  const text = printed.join('');
  return folder === '' ? text : text.replaceAll(folder, 'DIR');
}

const later = `
stateDir: state
clusters:
  - name: prod
    ui: http://master-1:8080
    nimbus: [master-1:6627]
    auth: { ca: ca.pem }
agent:
  policy: ds2
  schedule: "*/5 * * * *"
topologies:
  defaults:
    mode: auto
    budgets: { changesPerHour: 1, changesPerDay: 2 }
  overrides:
    - match: { cluster: prdo, name: "w*" }
      knobs: { exclude: [worker, executors.split, parallelism.x], bounds: { topology.max.spout.pendin: { max: 5 } } }
      blackout: [{ cron: "0 8 * * 1-5", for: 2h }]
`;

test('check names what this release does not use, and what cannot work', async () => {
  const folder = folderWith({ 't.yaml': later });
  expect(await run(['check', '--config', join(folder, 't.yaml')], folder)).toMatchInlineSnapshot(`
    "DIR/t.yaml: valid
    DIR/t.yaml:7: clusters[0].auth.ca: DIR/ca.pem: there is no such file
    DIR/t.yaml:7: clusters[0].auth.ca: does nothing with http
    DIR/t.yaml:16: topologies.overrides[0].match.cluster: no cluster is named prdo
    DIR/t.yaml:17: topologies.overrides[0].knobs.exclude: no knob is named worker; did you mean workers?
    DIR/t.yaml:17: topologies.overrides[0].knobs.bounds["topology.max.spout.pendin"].max: no knob is named topology.max.spout.pendin; did you mean topology.max.spout.pending?
    "
  `);
});

test('check as JSON', async () => {
  const folder = folderWith({ 't.yaml': 'agent: { fallback: threshold }\n' });
  expect(
    await run(['check', '--config', join(folder, 't.yaml'), '--output', 'json'], folder),
  ).toMatchInlineSnapshot(`
    "{
      "schema": "trimtab/config-check/v1",
      "file": "DIR/t.yaml",
      "valid": true,
      "notices": []
    }
    "
  `);
});

test('check fails with all problems', async () => {
  const folder = folderWith({ 't.yaml': 'agent: { window: 5 }\nagnet: {}\n' });
  const told = (await laterRefusal(run(['check', '--config', join(folder, 't.yaml')]))).replaceAll(
    folder,
    'DIR',
  );
  expect(told).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG DIR/t.yaml has 2 problems:
      DIR/t.yaml:1: agent.window: found 5, expected a duration such as 90s, 10m or 2h
      DIR/t.yaml:2: agnet: unknown option, did you mean agent?"
  `);
});

test.each([
  [
    'a model',
    'agent: { policy: dqn, model: ./none }',
    'TRIMTAB_E_MODEL_UNREADABLE The model DIR/none cannot be read: manifest.json is missing.',
  ],
  [
    'a model of the fallback',
    'agent: { fallback: tree, tree: ./none }',
    'TRIMTAB_E_MODEL_UNREADABLE The tree DIR/none cannot be used: tree.json is missing.',
  ],
  [
    'a module',
    'topologies: { defaults: { objective: { module: none.mjs } } }',
    'TRIMTAB_E_OBJECTIVE objective.module DIR/none.mjs: Error: ENOENT',
  ],
])('check fails on %s that is not there, as the agent would', async (_, content, sentence) => {
  const folder = folderWith({ 't.yaml': `${content}\n` });
  const told = await laterRefusal(run(['check', '--config', join(folder, 't.yaml')]));
  expect(told.replaceAll(folder, 'DIR')).toContain(sentence);
});

test('check asks for no model that nobody decides by, and runs no module', async () => {
  const folder = folderWith({
    't.yaml':
      'agent: { policy: ds2, model: ./none }\ntopologies: { defaults: { objective: { module: own.mjs } } }\n',
    'own.mjs': 'throw new Error("was run");\n',
  });
  expect(await run(['check', '--config', join(folder, 't.yaml')], folder)).toBe(
    'DIR/t.yaml: valid\nDIR/t.yaml:1: agent.model: decides nothing, as policy is ds2 and not dqn: it only tells how unusual a state is\n',
  );
});

test('schema takes --output as every command', async () => {
  const printed = await run(['schema']);
  vi.restoreAllMocks();
  expect(await run(['schema', '--output', 'json'])).toBe(printed);
});

test('show prints every value with its origin', async () => {
  const folder = folderWith({ 't.yaml': later });
  const printed = await run(['show', '--config', join(folder, 't.yaml')], folder);
  // How wide the columns are depends on where temporary directories are.
  expect(printed.replace(/ {2,}/g, '  ')).toMatchInlineSnapshot(`
    "stateDir  = DIR/state  (DIR/t.yaml:2)
    clusters[0].name  = prod  (DIR/t.yaml:4)
    clusters[0].engine  = storm  (default)
    clusters[0].ui  = http://master-1:8080  (DIR/t.yaml:5)
    clusters[0].nimbus  = ["master-1:6627"]  (DIR/t.yaml:6)
    clusters[0].via  = auto  (default)
    clusters[0].stormCommand  = storm  (default)
    clusters[0].auth.ca  = DIR/ca.pem  (DIR/t.yaml:7)
    clusters[0].lag  = false  (default)
    clusters[0].timeout  = 5s  (default)
    clusters[0].concurrency  = 4  (default)
    clusters[0].timeScale  = 1  (default)
    agent.schedule  = */5 * * * *  (DIR/t.yaml:10)
    agent.policy  = ds2  (DIR/t.yaml:9)
    agent.fallback  = auto  (default)
    agent.model  = models/default  (default)
    agent.tree  = models/tree  (default)
    agent.window  = 120s  (default)
    agent.maxAge  = 180s  (default)
    agent.warmUp  = 60s  (default)
    agent.coolDown  = 10m  (default)
    agent.beside  = auto  (default)
    agent.keepDecisions  = 10000  (default)
    agent.keepJournal  = forever  (default)
    agent.timeZone  = UTC  (default)
    topologies.defaults.mode  = auto  (DIR/t.yaml:13)
    topologies.defaults.objective.preset  = balanced  (default)
    topologies.defaults.objective.weights.throughput  = 1  (default)
    topologies.defaults.objective.weights.latency  = 0.5  (default)
    topologies.defaults.objective.weights.cost  = 0.2  (default)
    topologies.defaults.objective.weights.stability  = 0.3  (default)
    topologies.defaults.objective.slo  = {}  (default)
    topologies.defaults.objective.prices.executorPerHour  = 0.01  (default)
    topologies.defaults.objective.prices.workerPerHour  = 0.05  (default)
    topologies.defaults.objective.reference  = {}  (default)
    topologies.defaults.priority  = 0  (default)
    topologies.defaults.knobs.exclude  = []  (default)
    topologies.defaults.knobs.bounds  = {}  (default)
    topologies.defaults.budgets.changesPerHour  = 1  (DIR/t.yaml:14)
    topologies.defaults.budgets.changesPerDay  = 2  (DIR/t.yaml:14)
    topologies.defaults.external  = {}  (default)
    topologies.defaults.guards.horizon  = 30m  (default)
    topologies.defaults.guards.minGain  = 0.03  (default)
    topologies.defaults.guards.minGainDown  = 0.03  (default)
    topologies.defaults.guards.downAfter  = 20m  (default)
    topologies.defaults.guards.reversal  = 1h  (default)
    topologies.defaults.guards.reserveSlots  = 0  (default)
    topologies.defaults.approval.expires  = 24h  (default)
    topologies.defaults.approval.rejectedFor  = 24h  (default)
    topologies.defaults.earned.verified  = 0  (default)
    topologies.defaults.blackout  = []  (default)
    topologies.defaults.expected  = []  (default)
    topologies.defaults.persist.files  = []  (default)
    topologies.defaults.persist.keys  = {}  (default)
    topologies.defaults.persist.git  = false  (default)
    topologies.overrides[0].match.cluster  = prdo  (DIR/t.yaml:16)
    topologies.overrides[0].match.name  = w*  (DIR/t.yaml:16)
    topologies.overrides[0].knobs.exclude  = ["worker","executors.split","parallelism.x"]  (DIR/t.yaml:17)
    topologies.overrides[0].knobs.bounds["topology.max.spout.pendin"].max = 5  (DIR/t.yaml:17)
    topologies.overrides[0].blackout[0].cron  = 0 8 * * 1-5  (DIR/t.yaml:18)
    topologies.overrides[0].blackout[0].for  = 2h  (DIR/t.yaml:18)
    "
  `);
  const columns = printed
    .trimEnd()
    .split('\n')
    .map((line) => line.indexOf(' = '));
  expect(new Set(columns).size).toBe(1);
});

test('the values that show prints as JSON are a configuration with the same values', async () => {
  const folder = folderWith({ 't.yaml': later });
  const first = JSON.parse(await run(['show', '--config', join(folder, 't.yaml'), '--output', 'json'])) as {
    schema: string;
    values: unknown;
    origins: Record<string, unknown>;
  };
  expect(first.schema).toBe('trimtab/config/v1');
  expect(first.origins['agent.schedule']).toEqual({ kind: 'file', line: 10 });
  const again = folderWith({ 'again.yaml': JSON.stringify(first.values) });
  const second = JSON.parse(
    await run(['show', '--config', join(again, 'again.yaml'), '--output', 'json']),
  ) as {
    values: unknown;
  };
  expect(second.values).toEqual(first.values);
});

test('schema is JSON schema 2020-12 with a title and an id', async () => {
  expect(JSON.parse(await run(['schema']))).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'urn:trimtab:schema:config:v1',
    title: 'Trimtab configuration',
    type: 'object',
    additionalProperties: false,
  });
});
