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

test('options that this release uses name its commands, others none', () => {
  const used = optionRows().filter((row) => row.usedBy.length > 0);
  expect(used.length).toBeGreaterThan(30);
  const unused = optionRows()
    .filter((row) => row.usedBy.length === 0 && !row.path.startsWith('topologies.overrides'))
    .map((row) => row.path);
  expect(unused).toMatchInlineSnapshot(`
    [
      "topologies.defaults.objective.module",
    ]
  `);
});
