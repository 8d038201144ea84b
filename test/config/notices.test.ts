// What config check tells of a configuration that is valid: times of the agent with which it hardly ever decides, modules of anybody.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig, noticesOf } from '../../src/config/index.js';
import { folderWith, load } from './helpers.js';

const told = (agent: string): string[] =>
  noticesOf(load(`agent: ${agent}\n`)).map(({ place, path, text }) => `${place} ${path}: ${text}`);

test('statistics that are stale as soon as they are seen, and times longer than a worker usually runs', () => {
  expect(told('{ window: 1ms, warmUp: 366d, maxAge: 1ms }')).toMatchInlineSnapshot(`
    [
      "trimtab.yaml:1 agent.maxAge: less than the 60 s that pass between two statistics of an executor, unless the engine is set otherwise: between them they count as stale (STALE_STATISTICS), and nothing is decided",
      "trimtab.yaml:1 agent.warmUp: more than a day: so long after each start of a worker, and after each change, nothing is measured or verified",
    ]
  `);
  expect(told('{ window: 2d, maxAge: 10s }')).toHaveLength(2);
  expect(told('{ window: 10m, warmUp: 1d, maxAge: 60s }')).toEqual([]);
});

describe('options that do nothing', () => {
  const notices = (text: string): string[] =>
    noticesOf(load(text)).map(({ place, path, text: said }) => `${place} ${path}: ${said}`);

  test('but not what the command line leaves out of the file', () => {
    const file = folderWith({
      't.yaml': `clusters: [{ name: p, ui: "https://ui:8443", nimbus: ["n:6627"], lag: true }]\n`,
    });
    const named = loadConfig({ file: join(file, 't.yaml'), env: {}, cwd: file, nimbus: 'n:6627' });
    expect(noticesOf(named)).toEqual([]);
  });

  test('lag and auth without the Storm UI', () => {
    const cluster = (more: string): string[] => notices(`clusters:\n  - { name: prod, ${more} }\n`);
    expect(
      cluster('nimbus: ["n:6627"], lag: true, auth: { header: A, valueFile: /dev/null }'),
    ).toMatchInlineSnapshot(`
      [
        "trimtab.yaml:2 clusters[0].auth.valueFile: /dev/null: it is no regular file",
        "trimtab.yaml:2 clusters[0].auth.valueFile: every user of this machine may open it: chmod o= /dev/null",
        "trimtab.yaml:2 clusters[0].lag: does nothing with nimbus alone: it is for the Storm UI, which ui names",
        "trimtab.yaml:2 clusters[0].auth: does nothing with nimbus alone: it is for the Storm UI, which ui names",
      ]
    `);
    expect(cluster('nimbus: ["n:6627"], ui: "http://ui:8080", lag: true')).toEqual([]);
    expect(cluster('nimbus: ["n:6627"]')).toEqual([]);
  });

  test('commits of no files, and what has to be earned for a mode that is nowhere', () => {
    const said = (topologies: string): string[] => notices(`topologies:\n${topologies}`);
    expect(
      said(`  defaults: { mode: approve, earned: { verified: 3 }, persist: { git: true } }
  overrides:
    - { match: { name: words }, earned: { verified: 0 }, persist: { git: false } }
`),
    ).toMatchInlineSnapshot(`
      [
        "trimtab.yaml:2 topologies.defaults.persist.git: does nothing without persist.files, which names what is written and committed",
        "trimtab.yaml:2 topologies.defaults.earned.verified: no mode is auto, which would have to be earned: pending and doctor tell of the last so many changes, no more",
      ]
    `);
    const files = 'persist: { files: [/dev/null] }';
    expect(
      said(`  defaults: { earned: { verified: 3 }, persist: { git: true } }
  overrides: [{ match: { name: words }, mode: auto, ${files} }]
`),
    ).toEqual([]);
  });

  test('a model that nobody asks, but not the shipped one', () => {
    const mine = '{ policy: ds2, model: /var/lib/m, tree: t }';
    expect(notices(`agent: ${mine}\n`)).toMatchInlineSnapshot(`
      [
        "trimtab.yaml:1 agent.model: decides nothing, as policy is ds2 and not dqn: it only tells how unusual a state is",
        "trimtab.yaml:1 agent.tree: decides nothing, as policy is ds2 and not tree",
      ]
    `);
    expect(notices('agent: { policy: dqn, model: m, fallback: tree, tree: t }\n')).toEqual([]);
    expect(notices('agent: { fallback: dqn, model: m }\n')).toEqual([]);
    expect(notices('agent: { model: models/default, tree: models/tree }\n')).toEqual([]);
  });

  test('a schedule where all clusters have a clock of their own', () => {
    const beside = (scale: number): string[] =>
      notices(`clusters:
  - { name: a, ui: "http://a:1", timeScale: 60 }
  - { name: b, ui: "http://b:1", timeScale: ${scale} }
agent: { schedule: "*/5 * * * *" }
`);
    expect(beside(60)).toMatchInlineSnapshot(`
      [
        "trimtab.yaml:4 agent.schedule: does nothing: with a timeScale other than 1 every cluster is looked at each 60 s of its own",
      ]
    `);
    expect(beside(1)).toEqual([]);
  });

  test('queries that no Prometheus is asked', () => {
    const asking = `topologies:
  defaults: { external: { backlogTuples: "sum(lag)" } }
  overrides:
    - { match: { name: words }, external: { backlogTuples: "sum(other)" } }
`;
    expect(notices(`clusters: [{ name: prod, ui: "http://ui:8080" }]\n${asking}`)).toMatchInlineSnapshot(`
      [
        "trimtab.yaml:3 topologies.defaults.external: no cluster has prometheus, which would be asked: nothing is",
        "trimtab.yaml:5 topologies.overrides[0].external: no cluster has prometheus, which would be asked: nothing is",
      ]
    `);
    const there = 'prometheus: "http://prometheus:9090"';
    expect(notices(`clusters: [{ name: prod, ui: "http://ui:8080", ${there} }]\n${asking}`)).toEqual([]);
    expect(notices(asking)).toEqual([]);
  });
});

test('entries with the same match are told, each with the one before it', () => {
  const found = noticesOf(
    load(`topologies:
  overrides:
    - match: { name: words }
      mode: observe
    - match: { name: "words*" }
      mode: observe
    - match: { cluster: "*", name: words }
      mode: auto
    - match: { name: words }
      priority: 3
`),
  ).map(({ place, path, text }) => `${place} ${path}: ${text}`);
  expect(found.filter((text) => text.includes('the same match'))).toEqual([
    'trimtab.yaml:7 topologies.overrides[2].match: the same match as overrides[0] (trimtab.yaml:3): both hold, and this later one wins where they differ',
    'trimtab.yaml:9 topologies.overrides[3].match: the same match as overrides[2] (trimtab.yaml:7): both hold, and this later one wins where they differ',
  ]);
});

test('reserveSlots does nothing where no cluster is of Storm', () => {
  const heron = '{ name: fast, engine: heron, tracker: "http://t:8888", api: "http://a:9000" }';
  const told = (clusters: string): string[] =>
    noticesOf(
      load(`clusters: [${clusters}]\ntopologies: { defaults: { guards: { reserveSlots: 2 } } }\n`),
    ).map(({ place, path, text }) => `${place} ${path}: ${text}`);
  expect(told(heron)).toEqual([
    'trimtab.yaml:2 topologies.defaults.guards.reserveSlots: does nothing on Heron: bound containers there (knobs.bounds)',
  ]);
  expect(told(`${heron}, { name: prod, ui: "http://ui:8080" }`)).toEqual([]);
});

describe('two overrides that contradict each other', () => {
  const told = (one: string, other: string): string[] =>
    noticesOf(
      load(`topologies:
  overrides:
    - match: ${one}
      knobs: { bounds: { executors.split: { min: 8 } } }
    - match: { name: unrelated }
      mode: observe
    - match: ${other}
      knobs: { bounds: { executors.split: { max: 4 } } }
`),
    ).map(({ place, path, text }) => `${place} ${path}: ${text}`);

  test('are told where a topology may match both', () => {
    expect(told('{ name: "clicks-*" }', '{ name: "*-test" }')).toMatchInlineSnapshot(`
      [
        "trimtab.yaml:7 topologies.overrides[2]: contradicts overrides[0] where a topology matches both, which is then left alone: knobs.bounds["executors.split"]: min (8) is greater than max (4)",
      ]
    `);
  });

  test.each([
    ['{ name: "clicks-*" }', '{ name: "clicks-test" }', 1],
    ['{ name: "clicks-*" }', '{ name: "views-*" }', 0],
    ['{ name: "*a*b" }', '{ name: "b*a" }', 0],
    ['{ name: "*a*b" }', '{ name: "b*" }', 1],
    ['{ name: "ab" }', '{ name: "a**b" }', 1],
    ['{ name: "a" }', '{ name: "ab" }', 0],
    ['{ cluster: east, name: w }', '{ cluster: west, name: w }', 0],
    ['{ cluster: "e*" }', '{ name: w }', 1],
    ['{ name: "ads/prod/*" }', '{ name: words }', 1],
    ['{ name: "ads/prod/clicks" }', '{ name: words }', 0],
    ['{ name: "ads/*" }', '{ name: "*/test/words" }', 1],
  ])('%s and %s: %i', (one, other, count) => {
    expect(told(one, other).filter((text) => text.includes('contradicts'))).toHaveLength(count);
  });
});

test('a utility function that is not there, or that everybody may write', () => {
  const cwd = folderWith({
    'trimtab.yaml': `topologies:
  defaults: { objective: { module: own.mjs } }
  overrides:
    - match: { name: words }
      objective: { module: open.mjs }
    - match: { name: others }
      objective: { module: none.mjs }
    - match: { name: cheap }
      objective: cost
`,
    'own.mjs': '',
    'open.mjs': '',
  });
  chmodSync(join(cwd, 'open.mjs'), 0o666);
  const found = noticesOf(load('', { cwd })).map(({ place, path, text }) => `${place} ${path}: ${text}`);
  expect(found.map((text) => text.replaceAll(`${cwd}/`, ''))).toEqual([
    'trimtab.yaml:5 topologies.overrides[0].objective.module: open.mjs: every user of this machine may write it: chmod o-w open.mjs',
    'trimtab.yaml:7 topologies.overrides[1].objective.module: none.mjs: there is no such file',
  ]);
});
