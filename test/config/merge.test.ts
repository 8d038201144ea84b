// What holds for one topology: the defaults, and each override that matches, in their order.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig, matches, objectivePresets, topologyConfig } from '../../src/config/index.js';
import { folderWith, load, refusal } from './helpers.js';

const { config } = load(`
topologies:
  defaults:
    objective: { slo: { completeLatencyMs: 500 }, prices: { workerPerHour: 1 } }
    knobs: { exclude: [workers], bounds: { executors.a: { min: 2, max: 8 } } }
  overrides:
    - match: { cluster: prod, name: "word*" }
      objective: { preset: latency, weights: { cost: 0.7 } }
      knobs: { bounds: { executors.a: { max: 4 }, executors.b: { min: 3 } } }
      priority: 10
    - match: { name: wordcount }
      objective: throughput
      knobs: { exclude: [executors.__acker] }
      budgets: { changesPerDay: 1 }
    - match: { cluster: test }
      knobs: { bounds: { executors.a: { min: 6 } } }
`);

test('without a match the defaults hold', () => {
  expect(topologyConfig(config, 'other', 'Wordcount')).toEqual(config.topologies.defaults);
  expect(config.topologies.defaults.objective).toMatchInlineSnapshot(`
    {
      "preset": "balanced",
      "prices": {
        "executorPerHour": 0.01,
        "workerPerHour": 1,
      },
      "reference": {},
      "slo": {
        "completeLatencyMs": 500,
      },
      "weights": {
        "cost": 0.2,
        "latency": 0.5,
        "stability": 0.3,
        "throughput": 1,
      },
    }
  `);
});

test('weights are laid over those of the preset; what is not said stays', () => {
  const { objective, knobs, priority } = topologyConfig(config, 'prod', 'words');
  expect(objective.weights).toEqual({ ...objectivePresets.latency, cost: 0.7 });
  expect(objective.slo).toEqual({ completeLatencyMs: 500 });
  expect(objective.prices).toEqual({ executorPerHour: 0.01, workerPerHour: 1 });
  expect(knobs).toEqual({
    exclude: ['workers'],
    bounds: { 'executors.a': { min: 2, max: 4 }, 'executors.b': { min: 3 } },
  });
  expect(priority).toBe(10);
});

test('of several matches the later wins; a preset starts the weights anew; lists are replaced', () => {
  const merged = topologyConfig(config, 'prod', 'wordcount');
  expect(merged.objective).toMatchObject({ preset: 'throughput', weights: objectivePresets.throughput });
  expect(merged.knobs.exclude).toEqual(['executors.__acker']);
  expect(merged.priority).toBe(10);
  expect(merged.budgets).toEqual({ changesPerHour: 2, changesPerDay: 1 });
});

test('overrides that contradict each other only together are refused for that topology', () => {
  const { config: crossed } = load(`
topologies:
  overrides:
    - { match: { name: "a*" }, knobs: { bounds: { executors.a: { min: 6 } } } }
    - { match: { name: "*b" }, knobs: { bounds: { executors.a: { max: 4 } } } }
`);
  expect(refusal(() => topologyConfig(crossed, 'c', 'ac'))).toBe('no error');
  expect(refusal(() => topologyConfig(crossed, 'c', 'ab'))).toMatchInlineSnapshot(
    `"TRIMTAB_E_CONFIG the overrides for topology ab of cluster c contradict each other: knobs.bounds["executors.a"]: min (6) is greater than max (4)"`,
  );
});

test.each([
  ['wordcount', 'wordcount', true],
  ['wordcount', 'Wordcount', false],
  ['wordcount', 'wordcount-1', false],
  ['wordcount-*', 'wordcount-', true],
  ['*', '', true],
  ['*count*', 'wordcounter', true],
  ['a.c', 'abc', false],
  ['a?c', 'abc', false],
  ['[ab]', 'a', false],
  ['a**b', 'a-b', true],
])('%s on %s: %s', (pattern, name, expected) => {
  expect(matches(pattern, name)).toBe(expected);
});

test('weights of an override take the module of the defaults away; SLOs and prices leave it, and weights beside a module are its', () => {
  const cwd = folderWith({
    'trimtab.yaml': `clusters: [{ name: prod, ui: 'http://master:8080' }]
topologies:
  defaults: { objective: { module: own.mjs, weights: { latency: 0, throughput: 0, cost: 0, stability: 0 } } }
  overrides:
    - { match: { name: preset }, objective: cost }
    - { match: { name: weights }, objective: { weights: { cost: 3 } } }
    - { match: { name: slo }, objective: { slo: { completeLatencyMs: 100 }, prices: { workerPerHour: 0, executorPerHour: 0 } } }
    - { match: { name: other }, objective: { module: other.mjs, weights: { cost: 2 } } }
`,
  });
  const { config } = loadConfig({ env: {}, cwd });
  const moduleOf = (name: string) => topologyConfig(config, 'prod', name).objective.module;
  expect(['any', 'preset', 'weights', 'slo', 'other'].map(moduleOf)).toEqual([
    join(cwd, 'own.mjs'),
    undefined,
    undefined,
    join(cwd, 'own.mjs'),
    join(cwd, 'other.mjs'),
  ]);
});
