// What config check tells of a configuration that is valid: times of the agent with which it hardly ever decides, modules of anybody.
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noticesOf } from '../../src/config/index.js';
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
