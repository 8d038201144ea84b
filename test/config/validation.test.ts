// Every wrong option is named with its line, what was found and what is expected; all of them at once.
import { expect, test } from 'vitest';
import { refusalOf } from './helpers.js';

const cluster = (lines: string) =>
  refusalOf(`clusters:\n  - name: prod\n    ui: http://h:8080\n${lines.replace(/^/gm, '    ')}\n`);

test('an unknown option names the one that was meant', () => {
  expect(refusalOf('clusters:\n  - name: prod\n    u1: http://h:8080\n')).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 2 problems:
      trimtab.yaml:2: clusters[0]: engine storm needs ui or nimbus, such as ui: http://master-1:8080
      trimtab.yaml:3: clusters[0].u1: unknown option, did you mean ui?"
  `);
});

test('an option in the wrong section names the right one', () => {
  expect(refusalOf('agent:\n  stateDir: x\nweights: 1\n')).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 2 problems:
      trimtab.yaml:2: agent.stateDir: unknown option here, did you mean stateDir?
      trimtab.yaml:3: weights: unknown option here, did you mean topologies.defaults.objective.weights?"
  `);
});

test('an option like nothing else names what there is', () => {
  expect(refusalOf('agents-of-change: 1\n')).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG trimtab.yaml:1: agents-of-change: unknown option; the sections are stateDir, clusters, agent, topologies"`,
  );
  expect(cluster('auth: { token: abc }')).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG trimtab.yaml:4: clusters[0].auth.token: unknown option; secrets are read from files only: put it into one that only the user of Trimtab may read, and name that in clusters[].auth.valueFile or key"`,
  );
});

/** What follows the option's name in the message. */
const found = (told: string) => told.replace(/^.*: found/, 'found');

test('a duration has a number and a unit', () => {
  const values = ['10', '"10"', '10 minutes', '5w', '-5s', '0s', 'soon', '[5s]', ''];
  expect(values.map((value) => found(cluster(`timeout: ${value}`))).join('\n')).toMatchInlineSnapshot(`
    "found 10, expected a duration such as 90s, 10m or 2h
    found "10", expected a duration such as 90s, 10m or 2h
    found "10 minutes", expected a duration such as 90s, 10m or 2h
    found "5w", expected a duration such as 90s, 10m or 2h
    found "-5s", expected a duration such as 90s, 10m or 2h
    found "0s", expected a duration such as 90s, 10m or 2h, longer than zero
    found "soon", expected a duration such as 90s, 10m or 2h
    found a list, expected a duration such as 90s, 10m or 2h
    found nothing, expected a duration such as 90s, 10m or 2h"
  `);
});

test('a UI is a base URL, and what may be secret in it is not repeated', () => {
  const urls = [
    'ftp://h',
    'master-1:8080',
    'h',
    '8080',
    'http://h:99999',
    'http://h:8080/?user=secret',
    'http://h:8080/#top',
    'http://h:8080/index.html',
    'http://me:secret@h:8080',
  ];
  const told = urls.map((url) => found(refusalOf(`clusters:\n  - name: prod\n    ui: ${url}\n`))).join('\n');
  expect(told).toMatchInlineSnapshot(`
    "found "ftp://h", expected an http or https URL, such as http://master-1:8080
    found "master-1:8080", expected an http or https URL, such as http://master-1:8080
    found "h", expected an http or https URL, such as http://master-1:8080
    found 8080, expected an http or https URL such as http://master-1:8080
    found "http://h:99999", expected an http or https URL, the port from 1 to 65535, such as http://master-1:8080
    found "http://h:8080/?…", expected a base URL without "?" or "#", such as http://master-1:8080
    found "http://h:8080/#top", expected a base URL without "?" or "#", such as http://master-1:8080
    found "http://h:8080/index.html", expected a base URL without the name of a page, such as http://master-1:8080
    found "http://…@h:8080", expected a URL without user and password (put the header in auth.header and auth.valueFile), such as http://master-1:8080"
  `);
  expect(told).not.toContain('secret');
});

test('a header with its value is not repeated', () => {
  expect(cluster('auth: { header: "Authorization: Bearer abc", valueFile: x }')).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG trimtab.yaml:4: clusters[0].auth.header: found something else, expected the name of an HTTP header such as Authorization, without its value"`,
  );
});

test('header and valueFile, cert and key go together', () => {
  expect(cluster('auth:\n  header: Authorization\n  key: k.pem')).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 2 problems:
      trimtab.yaml:5: clusters[0].auth.header: header and valueFile go together: valueFile is missing
      trimtab.yaml:6: clusters[0].auth.key: cert and key go together: cert is missing"
  `);
});

test('engine storm needs ui or nimbus, heron needs tracker', () => {
  expect(
    refusalOf(
      'clusters:\n  - name: a\n    tracker: http://h\n  - { name: b, engine: heron, ui: http://h }\n',
    ),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 4 problems:
      trimtab.yaml:2: clusters[0]: engine storm needs ui or nimbus, such as ui: http://master-1:8080
      trimtab.yaml:3: clusters[0].tracker: only for engine heron
      trimtab.yaml:4: clusters[1]: engine heron needs tracker, such as tracker: http://master-1:8888
      trimtab.yaml:4: clusters[1].ui: only for engine storm"
  `);
});

test('lag is for engine storm', () => {
  expect(
    refusalOf('clusters: [{ name: a, engine: heron, tracker: "http://h", lag: true }]\n'),
  ).toMatchInlineSnapshot(`"TRIMTAB_E_CONFIG trimtab.yaml:1: clusters[0].lag: only for engine storm"`);
});

test('names of clusters are unique and plain', () => {
  expect(
    refusalOf(
      'clusters:\n  - { name: a, ui: http://h }\n  - { name: a, ui: http://i }\n  - { name: b/c, ui: http://i }\n',
    ),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 2 problems:
      trimtab.yaml:3: clusters[1].name: clusters[0] has the same name, a
      trimtab.yaml:4: clusters[2].name: found "b/c", expected a name of at most 64 letters, digits, dots, colons, dashes and underscores that does not begin with a dot or a dash"
  `);
});

test('numbers have their range', () => {
  expect(cluster('concurrency: 0\ntimeScale: -1')).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 2 problems:
      trimtab.yaml:4: clusters[0].concurrency: found 0, expected a whole number from 1 to 64
      trimtab.yaml:5: clusters[0].timeScale: found -1, expected a number above 0"
  `);
  expect(cluster('concurrency: 1.5\ntimeScale: fast')).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 2 problems:
      trimtab.yaml:4: clusters[0].concurrency: found 1.5, expected a whole number from 1 to 64
      trimtab.yaml:5: clusters[0].timeScale: found "fast", expected a number above 0"
  `);
});

test('what was given is not what is said to be expected', () => {
  const clusters = '- { name: ., ui: http://h:99999/x }\n  - { name: b, nimbus: [h:99999] }';
  expect(
    refusalOf(`agent:\n  schedule: "0 0 31 2 *"\n  keepDecisions: 1e30\nclusters:\n  ${clusters}\n`),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 5 problems:
      trimtab.yaml:2: agent.schedule: found "0 0 31 2 *", expected a cron expression that comes true some day
      trimtab.yaml:3: agent.keepDecisions: found 1e+30, expected a whole number of at least 0, at most 9007199254740991
      trimtab.yaml:5: clusters[0].name: found ".", expected a name of at most 64 letters, digits, dots, colons, dashes and underscores that does not begin with a dot or a dash
      trimtab.yaml:5: clusters[0].ui: found "http://h:99999/x", expected an http or https URL, the port from 1 to 65535, such as http://master-1:8080
      trimtab.yaml:6: clusters[1].nimbus[0]: found "h:99999", expected a host and port such as master-1:6627, the port from 1 to 65535"
  `);
});

test('a choice names the nearest value', () => {
  expect(cluster('engine: Strom')).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG trimtab.yaml:4: clusters[0].engine: found "Strom", expected storm or heron; did you mean storm?"`,
  );
});

test('a section is no list, and nothing is no section', () => {
  expect(refusalOf('clusters: prod\nagent: []\ntopologies:\n')).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 3 problems:
      trimtab.yaml:1: clusters: found "prod", expected a list of mappings
      trimtab.yaml:2: agent: found an empty list, expected a mapping
      trimtab.yaml:3: topologies: found nothing, expected a mapping"
  `);
});

test('schedules and time zones', () => {
  expect(refusalOf('agent: { schedule: hourly, timeZone: Mars/Base, beside: all }\n')).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 3 problems:
      trimtab.yaml:1: agent.schedule: found "hourly", expected a cron expression of five fields, or six with seconds first, such as "0 8 * * 1-5"
      trimtab.yaml:1: agent.beside: found "all", expected auto or any
      trimtab.yaml:1: agent.timeZone: found "Mars/Base", expected the name of a time zone such as UTC or Europe/Zurich"
  `);
});

const defaults = (yaml: string) => refusalOf(`topologies:\n  defaults:\n${yaml.replace(/^/gm, '    ')}\n`);

test('an objective is a preset or a mapping', () => {
  expect(defaults('objective: latncy')).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.objective: found "latncy", expected throughput, latency, cost, balanced or a mapping; did you mean latency?"`,
  );
  expect(defaults('objective: 5')).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.objective: found 5, expected throughput, latency, cost, balanced or a mapping"`,
  );
  expect(
    defaults('objective:\n  wieghts: { cost: 1 }\n  slo: { completeLatencyMs: 0 }'),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 2 problems:
      trimtab.yaml:4: topologies.defaults.objective.wieghts: unknown option, did you mean weights?
      trimtab.yaml:5: topologies.defaults.objective.slo.completeLatencyMs: found 0, expected a number above 0"
  `);
});

test('at least one weight is above 0', () => {
  expect(
    defaults('objective: { weights: { throughput: 0, latency: 0, cost: 0, stability: 0 } }'),
  ).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.objective.weights: all weights are 0, expected at least one above 0"`,
  );
  expect(
    refusalOf(
      'topologies:\n  defaults:\n    objective: { weights: { throughput: 0, latency: 0, cost: 0 } }\n  overrides:\n    - match: { name: x }\n      objective: { weights: { stability: 0 } }\n',
    ),
  ).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG trimtab.yaml:6: topologies.overrides[0].objective.weights: all weights are 0, expected at least one above 0"`,
  );
});

test('a cost weight needs a price', () => {
  expect(defaults('objective: { prices: { executorPerHour: 0, workerPerHour: 0 } }')).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG trimtab.yaml:3: topologies.defaults.objective.prices: both prices are 0, expected one above 0, or a cost weight of 0"`,
  );
});

test('bounds have min, max or both, in this order', () => {
  expect(
    defaults(
      'knobs:\n  bounds:\n    executors.split: { min: 9, max: 2 }\n    workers: { min: 0 }\n    executors.a: {}\n    topology.max.spout.pending: 5\n    executors.b: { mim: 1 }',
    ),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 5 problems:
      trimtab.yaml:5: topologies.defaults.knobs.bounds["executors.split"]: min (9) is greater than max (2)
      trimtab.yaml:6: topologies.defaults.knobs.bounds.workers: found 0, expected whole numbers of at least 1
      trimtab.yaml:7: topologies.defaults.knobs.bounds["executors.a"]: found neither min nor max, expected at least one of them
      trimtab.yaml:8: topologies.defaults.knobs.bounds["topology.max.spout.pending"]: found 5, expected a mapping with min, max or both
      trimtab.yaml:9: topologies.defaults.knobs.bounds["executors.b"].mim: unknown option, did you mean min?"
  `);
});

test('an override has a match', () => {
  expect(
    refusalOf(
      'topologies:\n  overrides:\n    - objective: cost\n    - match: {}\n    - match: { topology: x }\n',
    ),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 3 problems:
      trimtab.yaml:3: topologies.overrides[0].match: missing, expected a mapping
      trimtab.yaml:4: topologies.overrides[1].match: found an empty mapping, expected cluster, name or both
      trimtab.yaml:5: topologies.overrides[2].match.topology: unknown option; topologies.overrides[2].match takes cluster, name"
  `);
});

test('options for later releases are checked too', () => {
  expect(
    defaults(
      'mode: automatic\nblackout:\n  - { cron: "0 8 * * 1-5" }\nbudgets: { changesPerHour: -1 }\npriority: high',
    ),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 4 problems:
      trimtab.yaml:3: topologies.defaults.mode: found "automatic", expected observe, suggest, approve or auto
      trimtab.yaml:5: topologies.defaults.blackout[0].for: missing, expected a duration such as 90s, 10m or 2h
      trimtab.yaml:6: topologies.defaults.budgets.changesPerHour: found -1, expected a whole number of at least 0
      trimtab.yaml:7: topologies.defaults.priority: found "high", expected a whole number"
  `);
});

test('names that look like parts of JavaScript are unknown options like any other', () => {
  expect(refusalOf('__proto__: { a: 1 }\nconstructor: 1\ntoString: 2\n')).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 3 problems:
      trimtab.yaml:1: __proto__: unknown option; the sections are stateDir, clusters, agent, topologies
      trimtab.yaml:2: constructor: unknown option; the sections are stateDir, clusters, agent, topologies
      trimtab.yaml:3: toString: unknown option; the sections are stateDir, clusters, agent, topologies"
  `);
});

test('a wrong value on the command line is said to be there', () => {
  expect(
    refusalOf('agent:\n  window: 5\n', { overrides: { 'agent.maxAge': '5', stateDir: ' ' } }),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 3 problems:
      command line: stateDir: found " ", expected the path of a directory
      command line: agent.maxAge: found "5", expected a duration such as 90s, 10m or 2h
      trimtab.yaml:2: agent.window: found 5, expected a duration such as 90s, 10m or 2h"
  `);
});

test('nimbus alone is enough, and is a list of hosts with ports', () => {
  const nimbus = (value: string) => refusalOf(`clusters:\n  - name: prod\n    nimbus: ${value}\n`);
  expect(nimbus("['master-1:6627', '[::1]:6627']")).toBe('no error');
  expect(
    [nimbus('[]'), nimbus('[master-1]'), nimbus("['master-1:70000']")].join('\n'),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml:3: clusters[0].nimbus: found an empty list, expected a list of at least one host and port
    TRIMTAB_E_CONFIG trimtab.yaml:3: clusters[0].nimbus[0]: found "master-1", expected a host and port such as master-1:6627
    TRIMTAB_E_CONFIG trimtab.yaml:3: clusters[0].nimbus[0]: found "master-1:70000", expected a host and port such as master-1:6627, the port from 1 to 65535"
  `);
});

test('where queues are reported: a port that can be, a host without port, at least a second, no two on one port', () => {
  const graphite = (own: string) => found(cluster(`graphite: { ${own} }`));
  expect(
    [
      graphite('listen: 2003'),
      graphite('listen: 0.0.0.0:0'),
      graphite('listen: 0.0.0.0:70000'),
      graphite('host: master-1:2003'),
      graphite('period: 500ms'),
      graphite('propose: maybe'),
    ].join('\n'),
  ).toMatchInlineSnapshot(`
    "found 2003, expected a host and port such as master-1:6627
    found "0.0.0.0:0", expected a host and port such as master-1:6627, the port from 1 to 65535
    found "0.0.0.0:70000", expected a host and port such as master-1:6627, the port from 1 to 65535
    found "master-1:2003", expected the name or the address of a host, without port
    found "500ms", expected a duration such as 90s, 10m or 2h, of at least 1 s
    found "maybe", expected true or false"
  `);
  expect(
    refusalOf(
      'clusters:\n  - { name: a, ui: http://a, graphite: {} }\n  - { name: b, ui: http://b, graphite: { listen: "127.0.0.1:2003" } }\n',
    ),
  ).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG trimtab.yaml:3: clusters[1].graphite: clusters[0].graphite listens on port 2003 too: give one of them another in listen"`,
  );
  expect(
    refusalOf('clusters: [{ name: a, engine: heron, tracker: http://a, graphite: {} }]'),
  ).toMatchInlineSnapshot(`"TRIMTAB_E_CONFIG trimtab.yaml:1: clusters[0].graphite: only for engine storm"`);
});

test('updates of Heron go one way: through the API server, or through the heron command', () => {
  expect(
    refusalOf(
      'clusters: [{ name: a, engine: heron, tracker: http://a, api: http://b, heronCommand: heron }]',
    ),
  ).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG trimtab.yaml:1: clusters[0].heronCommand: api is there too: updates go one way, so give one of them"`,
  );
});
