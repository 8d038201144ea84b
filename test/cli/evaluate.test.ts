// trimtab evaluate: what it prints and writes, that the number of threads changes nothing, and that wrong usage ends with 2.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { emptyDirectory, errorOf, trimtab } from './trimtab.js';

const number = z.number();
const interval = z.tuple([number, number]).refine(([low, high]) => low <= high);
const difference = z.strictObject({ difference: number, ci95: interval });
const policy = z.strictObject({
  utility: z.strictObject({ mean: number, ci95: interval }),
  regret: number,
  shareOfOracle: number.nullable(),
  sloMinutes: number,
  executorHours: number,
  changes: number,
  mostChanges: number,
  undone: number,
  restarts: number,
  minutesToConverge: number.nullable(),
  converged: number,
});
const evaluation = z.strictObject({
  schema: z.literal('trimtab/evaluation/v1'),
  suite: z.string().nullable(),
  seeds: z.array(z.int()),
  guards: z.enum(['full', 'safety']),
  objective: z.string().nullable(),
  dealt: z.int().nullable(),
  fallback: z.string().nullable(),
  episodes: z.int(),
  runs: z.int(),
  leftOut: z.int(),
  unplayable: z.array(z.strictObject({ episode: z.string(), seed: z.int().nullable(), text: z.string() })),
  oracle: z.strictObject({ utility: number }),
  keep: z.strictObject({ utility: number }),
  reference: z.string(),
  policies: z.record(z.string(), policy),
  paired: z.record(
    z.string(),
    z.strictObject({
      utility: difference.extend({ p5: number }),
      sloMinutes: difference,
      changes: difference,
    }),
  ),
  rows: z.array(
    z.strictObject({
      episode: z.string(),
      scenario: z.string(),
      seed: z.int(),
      again: z.array(z.string()),
      minutes: z.int(),
      oracle: number,
      keep: number,
      utility: z.record(z.string(), number),
    }),
  ),
});

const base = ['evaluate', '--policies', 'threshold,keep', '--minutes', '40'];
const two = [...base, '--suite', 'golden', '--from', '10', '--episodes', '2', '--output', 'json'];

describe('two episodes', () => {
  it('end to end, the same with one thread as with two', async () => {
    const [one, other] = [await trimtab([...two, '--jobs', '1']), await trimtab([...two, '--jobs', '2'])];
    expect(one.code).toBe(0);
    expect(one.stdout).toBe(other.stdout);
    const document = evaluation.parse(JSON.parse(one.stdout));
    expect(document).toMatchObject({
      suite: 'golden',
      seeds: [],
      episodes: 2,
      runs: 2,
      reference: 'threshold',
    });
    expect(Object.keys(document.policies)).toEqual(['threshold', 'keep']);
    expect(Object.keys(document.paired)).toEqual(['threshold-keep']);
    // What never changes anything is the floor that is told beside it.
    expect(document.policies['keep']?.utility.mean).toBeCloseTo(document.keep.utility, 12);
    expect(document.policies['keep']).toMatchObject({ changes: 0, restarts: 0, shareOfOracle: 0 });
    const [changes, threshold] = [document.paired['threshold-keep']?.changes, document.policies['threshold']];
    expect(changes?.difference).toBeCloseTo(threshold?.changes ?? Number.NaN, 12);
    expect(document.policies['threshold']?.regret).toBeGreaterThan(0);
    expect(document.rows.map(({ episode }) => episode)).toEqual([
      'golden/g08-two-bottlenecks',
      'golden/g09-objective-ping-pong',
    ]);
    expect(one.stderr).toContain('played 6 of 6 (100 %)');
  });

  it('as a page with figures and the JSON beside it', async () => {
    const out = join(emptyDirectory(), 'new');
    const ran = await trimtab([...two, '--out', out]);
    const page = readFileSync(join(out, 'evaluation.html'), 'utf8');
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page).not.toMatch(/NaN|undefined/);
    expect(readFileSync(join(out, 'evaluation.json'), 'utf8')).toBe(ran.stdout);
    const written = ['evaluation.html', 'evaluation.json'].map((name) => join(out, name));
    expect(ran.stderr).toContain(`written: ${written.join(', ')}\n`);
  });
});

it('plays one scenario with each seed, and prints a table for people', async () => {
  const ran = await trimtab([...base, '--scenario', 'g10-idle-knob', '--seeds', '4,5']);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toMatch(/^g10-idle-knob: 2 runs, guards full\n/);
  expect(ran.stdout).toMatch(/\n {2}policy +utility +regret +of oracle +SLO min +executor h/);
  expect(ran.stdout).toMatch(/\n {2}threshold − keep +[+−]?\d\.\d{3} +\[/);
});

it('claims no interval by one run', async () => {
  const ran = await trimtab([...base, '--scenario', 'g10-idle-knob', '--seeds', '4']);
  expect(ran.stdout).not.toContain('±');
  expect(ran.stdout).toMatch(/\n {2}threshold − keep +[+−]?\d\.\d{3} +- +[+−]?\d/);
});

it('does not hold it against a policy that a recorded load comes to nothing', async () => {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, 'night.csv'), 't_seconds,rate_per_s\n0,1\n600,0\n');
  const args = ['evaluate', '--policies', 'keep', '--trace', 'night.csv', '--minutes', '60', '--seeds', '1'];
  const ran = await trimtab([...args, '--output', 'json'], { cwd });
  const [row] = evaluation.parse(JSON.parse(ran.stdout)).rows;
  expect(row?.oracle).toBeGreaterThan(row?.keep ?? Number.NaN);
});

it('plays a trace, its highest rate as --peak says', async () => {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, 'load.csv'), 't_seconds,rate_per_s\n0,5\n1200,10\n2400,2\n');
  const args = ['evaluate', '--policies', 'keep', '--trace', 'load.csv', '--peak', '500', '--output', 'json'];
  const ran = await trimtab([...args, '--seeds', '1'], { cwd });
  const document = evaluation.parse(JSON.parse(ran.stdout));
  expect(document).toMatchObject({ suite: null, paired: {}, rows: [{ episode: 'load.csv', minutes: 40 }] });
});

it('gives the applications of unseen-workloads the recorded loads it is told of', async () => {
  const cwd = emptyDirectory();
  const rows = Array.from({ length: 400 }, (_, i) => `${60 * i},${i < 200 ? 1 : 3}`);
  writeFileSync(join(cwd, 'load.csv'), `t_seconds,rate_per_s\n${rows.join('\n')}\n`);
  const suite = ['--suite', 'unseen-workloads', '--episodes', '1', '--minutes', '20'];
  const utilityWith = async (...own: string[]): Promise<unknown> => {
    const args = ['evaluate', '--policies', 'keep', ...suite, ...own, '--output', 'json'];
    const ran = await trimtab(args, { cwd });
    expect(ran.code).toBe(0);
    return evaluation.parse(JSON.parse(ran.stdout)).policies['keep']?.utility.mean;
  };
  expect(await utilityWith('--trace', 'load.csv')).not.toBe(await utilityWith());
});

it('plays and judges all episodes for another objective, and says so', async () => {
  const args = ['evaluate', '--policies', 'keep', '--suite', 'seen', '--episodes', '1', '--minutes', '20'];
  const documentFor = async (...own: string[]) => {
    const ran = await trimtab([...args, ...own, '--output', 'json']);
    return evaluation.parse(JSON.parse(ran.stdout));
  };
  const [drawn, cost] = [await documentFor(), await documentFor('--objective', 'cost')];
  expect([drawn.objective, cost.objective]).toEqual([null, 'cost']);
  expect(cost.keep.utility).not.toBe(drawn.keep.utility);
  expect(cost.rows[0]?.again).toEqual(expect.arrayContaining(['--objective', 'cost']));
  expect((await trimtab([...args, '--objective', 'cost'])).stdout).toContain('guards full, all for cost\n');
  expect((await trimtab([...args, '--objective', 'speed'])).code).toBe(2);
});

it('asks a fallback where an agent would, and says so', async () => {
  const suite = ['--suite', 'unseen-objectives', '--episodes', '1', '--minutes', '60'];
  const args = ['evaluate', '--policies', 'dqn,twin-greedy', ...suite, '--fallback', 'auto'];
  const ran = await trimtab([...args, '--output', 'json']);
  const { fallback, rows, policies } = evaluation.parse(JSON.parse(ran.stdout));
  expect(fallback).toBe('auto');
  expect(rows[0]?.again).toEqual(expect.arrayContaining(['--fallback', 'auto']));
  // All of these states are unlike those of its training.
  expect(policies['dqn']).toEqual(policies['twin-greedy']);
  expect((await trimtab(args)).stdout).toContain('guards full, fallback auto\n');
  expect((await trimtab([...args.slice(0, -1), 'dqn'])).code).toBe(2);
});

it('ends with 130 when it is interrupted', async () => {
  // It says so after each tenth.
  const ran = await trimtab(['evaluate', '--policies', 'keep', '--suite', 'seen', '--episodes', '10'], {
    endWhen: { stderr: /played/, signal: 'SIGINT' },
  });
  expect(ran.code).toBe(130);
});

describe('refuses', () => {
  it.each([
    ['an unknown suite', ['--suite', 'goldn'], 'did you mean golden?'],
    ['an unknown policy', ['--policies', 'keep,magic'], 'there are: twin-greedy'],
    ['no policy', ['--policies', ','], '--policies names none'],
    ['a scenario that is not there', ['--scenario', 'nowhere.yaml'], 'nowhere.yaml cannot be read'],
    ['a trace that is not there', ['--trace', 'nowhere.csv'], 'nowhere.csv cannot be read'],
    ['no episodes', ['--episodes', '0'], 'from 1'],
    ['episodes of one scenario', ['--scenario', 'g06-flapping', '--episodes', '3'], '--seeds says'],
    ['a suite and a scenario', ['--suite', 'golden', '--scenario', 'x'], 'exclude each other'],
    ['beyond the end', ['--suite', 'golden', '--from', '99'], 'has 13 episodes'],
    ['a seed that is none', ['--seeds', '1,x'], 'whole numbers'],
    ['a seed twice', ['--seeds', '1,1'], 'different'],
    ['a trace beside another suite', ['--suite', 'seen', '--trace', 'x.csv'], 'exclude each other, but for'],
    [
      'a recorded load that is not there',
      ['--suite', 'unseen-workloads', '--trace', 'nowhere.csv'],
      'nowhere.csv cannot be read',
    ],
    [
      'a peak of recorded loads',
      ['--suite', 'unseen-workloads', '--trace', 'x.csv', '--peak', '5'],
      'chooses the rates itself',
    ],
    [
      'fewer episodes than models',
      [
        '--episodes',
        '1',
        '--policies',
        'dqn',
        '--model',
        `models/default,${resolve('models/default')}`,
        '--deal',
      ],
      'an episode; there is one',
    ],
    ['dealing to one model', ['--policies', 'dqn,ds2', '--deal'], '--deal goes with several models'],
    ['a peak without a trace', ['--peak', '5'], 'goes with --trace'],
    ['a folder that cannot be', ['--out', '/dev/null/x'], 'cannot be written'],
    ['no threads', ['--jobs', '0'], 'from 1'],
  ])('%s', async (_, args, words) => {
    const ran = await trimtab(['evaluate', ...args, '--output', 'json']);
    expect(ran.code).toBe(2);
    expect(errorOf(ran).message).toContain(words);
  });

  it('a trace that is not there, with where its path starts', async () => {
    for (const suite of [[], ['--suite', 'unseen-workloads']]) {
      const ran = await trimtab(['evaluate', ...suite, '--trace', 'nowhere.csv', '--output', 'json']);
      expect(errorOf(ran).next).toContain('starts at the working directory');
    }
  });
});
