// The page of an evaluation: its figures have all that they are to show, and its commands play again.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { utilityFigure } from '../../src/cli/evaluate/figures.js';
import { pageOf, writePage } from '../../src/cli/evaluate/page.js';
import type { Evaluation, PolicyResult } from '../../src/training/index.js';
import { emptyDirectory, errorOf, trimtab } from './trimtab.js';

const resultOf = (mean: number): PolicyResult => ({
  utility: { mean, ci95: [mean - 0.01, mean + 0.01] },
  regret: 0,
  shareOfOracle: null,
  sloMinutes: 0,
  executorHours: 0,
  changes: 0,
  mostChanges: 0,
  undone: 0,
  restarts: 0,
  minutesToConverge: null,
  converged: 0,
});

function evaluationOf(
  utilities: Readonly<Record<string, number>>,
  own: Partial<Evaluation> = {},
): Evaluation {
  const [reference = ''] = Object.keys(utilities);
  return {
    schema: 'trimtab/evaluation/v1',
    suite: 'seen',
    seeds: [],
    guards: 'full',
    fallback: null,
    objective: null,
    dealt: null,
    episodes: 1,
    runs: 1,
    leftOut: 0,
    unplayable: [],
    oracle: { utility: 0.665 },
    keep: { utility: -0.046 },
    reference,
    policies: Object.fromEntries(Object.entries(utilities).map(([name, mean]) => [name, resultOf(mean)])),
    paired: {},
    rows: [],
    ...own,
  };
}

it('has the lines of no change and of the oracle where all bars end between them, or beyond them', () => {
  for (const utilities of [{ dqn: 0.21, ds2: 0.42 }, { dqn: 0.9 }, { dqn: -0.7, ds2: -0.5 }]) {
    const texts = [...utilityFigure(evaluationOf(utilities)).matchAll(/<text[^>]*>([^<]*)</g)].map(
      ([, text]) => text,
    );
    expect(texts).toEqual(expect.arrayContaining(['no change', 'oracle']));
    // The axis keeps round numbers.
    expect(texts.filter((text) => /^-?\d/.test(text ?? '')).join(' ')).not.toMatch(/\d\.\d\d/);
  }
});

it('plays a run again with the rules of the tree only where the tree plays', () => {
  const row = {
    episode: '3',
    scenario: 'three',
    seed: 3,
    again: ['--suite', 'seen', '--from', '3', '--episodes', '1', '--model', 'm', '--tree', 'my rules'],
    minutes: 240,
    oracle: 0.6,
    keep: 0,
  };
  const commandFor = (utility: Readonly<Record<string, number>>): string => {
    const none = { difference: 0, ci95: [0, 0] as const };
    const own = {
      rows: [{ ...row, utility }],
      paired: { 'dqn-keep': { utility: { ...none, p5: 0 }, sloMinutes: none, changes: none } },
    };
    const page = pageOf(evaluationOf(utility, own));
    return /<code>(.*)<\/code>/.exec(page)?.[1] ?? '';
  };
  const play = 'trimtab evaluate --suite seen --from 3 --episodes 1 --model m';
  expect(commandFor({ dqn: 0.1, keep: 0.3, tree: 0.2 })).toBe(`${play} --policies dqn,keep`);
  expect(commandFor({ dqn: 0.1, keep: 0.2, tree: 0.3 })).toBe(
    `${play} --tree 'my rules' --policies dqn,tree`,
  );
});

it('names the file that cannot be written after all, and the next step', async () => {
  const folder = emptyDirectory();
  mkdirSync(join(folder, 'evaluation.json'));
  await expect(writePage(folder, evaluationOf({ dqn: 0.1 }))).rejects.toMatchObject({
    code: 'TRIMTAB_E_OUTPUT',
    message: expect.stringContaining('evaluation.json cannot be written: ') as string,
    next: expect.stringContaining('--out') as string,
  });
});

it('refuses a directory in the place of the page before anything is played, as the only document', async () => {
  const cwd = emptyDirectory();
  mkdirSync(join(cwd, 'out/evaluation.html'), { recursive: true });
  const args = ['evaluate', '--policies', 'keep', '--suite', 'seen', '--episodes', '1', '--minutes', '5'];
  const ran = await trimtab([...args, '--out', 'out', '--output', 'json'], { cwd });
  expect([ran.code, ran.stderr]).toEqual([2, '']);
  expect(errorOf(ran).message).toBe('--out out cannot be written: out/evaluation.html is a directory');
});
