// Every option says what it means, what it takes and who uses it.
import { expect, test } from 'vitest';
import { configJsonSchema, optionRows } from '../../src/config/index.js';

test.each(optionRows().map((row) => [row.path, row] as const))('%s is described', (_, row) => {
  expect(row.description).toMatch(/^[A-Z`].*\.$/);
  expect(row.type).toMatch(/^(a|an|the|text|one|[a-z-]+( or |, ))/);
  if (row.required) expect(row.example).toBeDefined();
});

test('an option has no default and is required, or neither', () => {
  expect(optionRows().filter((row) => row.required && row.default !== undefined)).toEqual([]);
});

test('the published schema has no keywords of our own', () => {
  const text = JSON.stringify(configJsonSchema());
  for (const own of ['usedBy', 'words', 'builtIn', 'secret']) expect(text).not.toContain(`"${own}":`);
});

test('every option is used by some command', () => {
  const rows = optionRows();
  expect(rows.length).toBeGreaterThan(30);
  expect(rows.filter(({ usedBy }) => usedBy.length === 0).map(({ path }) => path)).toEqual([]);
});

test.each([
  ['topologies.defaults.blackout[].cron', ['agent']],
  ['topologies.defaults.expected[].cron', ['suggest', 'agent']],
  ['agent.timeZone', ['suggest', 'agent']],
  ['agent.keepDecisions', ['suggest', 'agent']],
  ['clusters[].via', ['doctor', 'agent']],
  ['topologies.defaults.external.latencyMs', ['suggest', 'doctor', 'agent']],
  ['topologies.overrides[].match.name', ['suggest', 'doctor', 'agent', 'render']],
])('%s says which commands it has an effect in', (path, commands) => {
  expect(optionRows().find((row) => row.path === path)?.usedBy).toEqual(commands);
});
