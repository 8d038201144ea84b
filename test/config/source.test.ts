// A file that is no readable YAML mapping is refused with file, line and column.
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/index.js';
import { folderWith, load, refusal, refusalOf } from './helpers.js';

const named = (file: string, files = {}) =>
  refusal(() => loadConfig({ file, env: {}, cwd: folderWith(files) }));

test('a named file that is missing', () => {
  expect(named('conf/agent.yaml')).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG_FILE conf/agent.yaml: there is no such file"`,
  );
});

test('a directory in place of the file', () => {
  expect(named('conf', { 'conf/x': '' })).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG_FILE conf: it is a directory, not a file"`,
  );
});

test('a device, which has no end', () => {
  expect(named('/dev/zero')).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG_FILE /dev/zero: it is a device, not a file"`,
  );
});

test('a path through something that is no directory', () => {
  expect(named('x/agent.yaml', { x: '' })).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG_FILE x/agent.yaml: a part of the path is not a directory"`,
  );
});

const broken: readonly (readonly [string, string])[] = [
  ['an option given twice', 'stateDir: a\nagent: {}\nstateDir: b\n'],
  ['a quoted option given twice', 'agent:\n  "window": 5m\n  "window": 6m\n'],
  ['a tab as indentation', 'agent:\n\twindow: 5m\n'],
  ['a tab among spaces', 'agent:\n  window: 5m\n\tmaxAge: 5m\n'],
  ['a list at the top level', '- name: prod\n'],
  ['a single value', 'http://master-1:8080\n'],
  ['an empty file', ''],
  ['only comments', '# nothing yet\n'],
  ['two documents', 'agent: {}\n---\nagent: {}\n'],
  ['an open bracket', 'clusters: [\n'],
  ['an open quote', 'stateDir: "x\n'],
  ['wrong indentation', 'agent:\n  window: 5m\n maxAge: 5m\n'],
  ['a colon too many', 'stateDir: a: b\n'],
  ['an alias without anchor', 'stateDir: *dir\n'],
  ['an unknown tag', 'stateDir: !secret x\n'],
  ['a mapping as name', '? { a: 1 }\n: 2\n'],
];

test('what is not one YAML mapping is refused with its place', () => {
  const told = broken.map(([title, content]) => `${title}: ${refusalOf(content)}`).join('\n');
  expect(told.replaceAll('TRIMTAB_E_CONFIG_FILE ', '')).toMatchInlineSnapshot(`
    "an option given twice: trimtab.yaml:3:1: stateDir is given twice in the same mapping
    a quoted option given twice: trimtab.yaml:3:3: "window" is given twice in the same mapping
    a tab as indentation: trimtab.yaml:2:1: a tab in the indentation; YAML takes spaces only
    a tab among spaces: trimtab.yaml:3:1: a tab in the indentation; YAML takes spaces only
    a list at the top level: trimtab.yaml:1:1: found a list, expected options such as "clusters:" at the top level
    a single value: trimtab.yaml:1:1: found a single value, expected options such as "clusters:" at the top level
    an empty file: trimtab.yaml:1:1: the file is empty, expected options such as "clusters:" at the top level
    only comments: trimtab.yaml:1:1: the file is empty, expected options such as "clusters:" at the top level
    two documents: trimtab.yaml:2:1: a second YAML document ("---"); the file may have only one
    an open bracket: trimtab.yaml:2:1: not YAML: flow sequence in block collection must be sufficiently indented and end with a ]
    an open quote: trimtab.yaml:2:1: not YAML: missing closing "quote
    wrong indentation: trimtab.yaml:3:1: not YAML: all mapping items must start at the same column
    a colon too many: trimtab.yaml:1:11: not YAML: nested mappings are not allowed in compact mappings
    an alias without anchor: trimtab.yaml:1:11: *dir: there is no &dir before it
    an unknown tag: trimtab.yaml:1:11: not YAML: unresolved tag: !secret
    a mapping as name: trimtab.yaml:1:3: the name of an option must be text"
  `);
  expect(told.match(/TRIMTAB_E_CONFIG_FILE/g)).toHaveLength(broken.length);
});

test('text that is not UTF-8 is told with its place', () => {
  const latin1 = Buffer.from('stateDir: ./var\n# für\n', 'latin1');
  expect(refusalOf(latin1)).toMatchInlineSnapshot(`"TRIMTAB_E_CONFIG_FILE trimtab.yaml:2:4: not UTF-8 text"`);
});

test('UTF-16 is told too', () => {
  expect(refusalOf(Buffer.from('\uFEFFstateDir: x\n', 'utf16le'))).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG_FILE trimtab.yaml:1:1: not UTF-8 text"`,
  );
});

test('a byte order mark and Windows line ends do no harm', () => {
  expect(refusalOf('\uFEFFstateDir: ./var\r\nagent:\r\n  window: 5m\r\n')).toBe('no error');
});

test('an alias bomb ends in an error, not in an endless loop', () => {
  const levels = Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`);
  expect(refusalOf(`a0: &a0 [x, x]\n${levels.join('\n')}\n`)).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG_FILE trimtab.yaml: not YAML: excessive alias count indicates a resource exhaustion attack"`,
  );
});

test('an alias within its own anchor is refused, however deep', () => {
  expect(
    [refusalOf('x: &x [*x]\n'), refusalOf('agent: &a\n  b: { c: [*a] }\n')].join('\n'),
  ).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG_FILE trimtab.yaml:1:8: *x: it stands within &x itself, and would never end
    TRIMTAB_E_CONFIG_FILE trimtab.yaml:2:12: *a: it stands within &a itself, and would never end"
  `);
});

test('an anchor may be used hundreds of times', () => {
  const overrides = Array.from({ length: 300 }, (_, i) => `    - { <<: *few, match: { name: t${i} } }\n`);
  const text = `topologies:\n  defaults: &few { mode: observe }\n  overrides:\n${overrides.join('')}`;
  expect(load(text).config.topologies.overrides.at(-1)?.mode).toBe('observe');
});

test('anchors and aliases work, and lines are those of the alias', () => {
  expect(refusalOf('agent:\n  window: &w 5m\n  maxAge: *w\n  warmUp: *w\n')).toBe('no error');
});

test('merge keys are merged, and lines are those where a value stands', () => {
  const merged = (of: string): string => `
topologies:
  defaults: &all
    mode: approve
    budgets: &few { changesPerHour: ${of}, changesPerDay: 8 }
  overrides:
    - match: { name: words }
      <<: *all
      mode: suggest
      budgets:
        <<: [*few]
        changesPerDay: 4
`;
  const { config } = load(merged('2'));
  expect(config.topologies.overrides[0]).toMatchObject({
    mode: 'suggest',
    budgets: { changesPerHour: 2, changesPerDay: 4 },
  });
  expect(refusalOf(merged('many'))).toMatchInlineSnapshot(`
    "TRIMTAB_E_CONFIG trimtab.yaml has 2 problems:
      trimtab.yaml:5: topologies.defaults.budgets.changesPerHour: found "many", expected a whole number of at least 0
      trimtab.yaml:5: topologies.overrides[0].budgets.changesPerHour: found "many", expected a whole number of at least 0"
  `);
  expect(refusalOf('agent:\n  <<: 5m\n')).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG_FILE trimtab.yaml:2:3: << merges a mapping in, or a list of them: an alias such as *common"`,
  );
});
