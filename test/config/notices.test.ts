// What config check tells of a configuration that is valid: times of the agent with which it hardly ever decides.
import { expect, test } from 'vitest';
import { noticesOf } from '../../src/config/index.js';
import { load } from './helpers.js';

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
