// trimtab tune: what it prints, and that wrong usage ends with 2.
import { expect, it } from 'vitest';
import { writeFiles } from '../tuning/synthetic.js';
import { errorOf, trimtab } from './trimtab.js';

const files = writeFiles();
const base = ['tune', '--grid', files.grid, '--map', files.map];

it('prints the document trimtab/tuning/v1', async () => {
  const ran = await trimtab([...base, '--objective', 'throughput', '--budget', '8', '--output', 'json']);
  expect(ran.code).toBe(0);
  const document = JSON.parse(ran.stdout) as { trials: unknown[] };
  expect(Object.keys(document)).toEqual(['schema', 'best', 'trials', 'gridBest', 'regretPercent']);
  expect(document.trials).toHaveLength(8);
  expect(document.trials[0]).toEqual({
    n: 1,
    configuration: { pending: expect.any(Number), splits: expect.any(Number), buffer: expect.any(Number) },
    throughput: expect.any(Number),
    latencyMs: expect.any(Number),
  });
});

it('prints for people which knob to set to what', async () => {
  const objective = '{"weights":{"throughput":1,"cost":0}}';
  const ran = await trimtab([...base, '--objective', objective, '--budget', '20', '--tuner', 'bayesian']);
  expect(ran.stdout).toContain('utility by bayesian: 20 measurements of 96 configurations');
  expect(ran.stdout).toMatch(/ {2}executors\.split = \d/);
  const once = await trimtab([...base, '--objective', 'latency', '--budget', '1', '--tuner', 'random']);
  expect(once.stdout).toContain('latency by random: 1 measurement of 96 configurations');
});

it.each([
  ['a budget of nothing', ['--objective', 'latency', '--budget', '0'], '1 to 1000'],
  ['an unknown tuner', ['--objective', 'latency', '--budget', '5', '--tuner', 'x'], 'twin-guided'],
  ['a misspelt objective', ['--objective', 'thruput', '--budget', '5'], 'expected throughput, latency'],
  ['an unknown weight', ['--objective', '{"weights":{"cots":1}}', '--budget', '5'], 'did you mean cost?'],
  ['no objective', ['--budget', '5'], '--objective'],
])('refuses %s', async (_, args, words) => {
  const ran = await trimtab([...base, ...args, '--output', 'json']);
  expect(ran.code).toBe(2);
  expect(errorOf(ran).message).toContain(words);
});
