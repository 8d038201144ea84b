// trimtab distil: writes rules that the policy tree can use, the same for the same seed, and refuses what it cannot write or read.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { treeCard } from '../../src/cli/train/distil-text.js';
import { loadTree, type Tree } from '../../src/policy/index.js';
import { emptyDirectory, errorOf, trimtab } from './trimtab.js';

it('writes the rules and their card; the same seed writes the same', async () => {
  const cwd = emptyDirectory();
  const args = ['distil', '--episodes', '12', '--leaves', '4', '--output', 'json'];
  const ran = await trimtab([...args, '--out', './rules'], { cwd });
  expect(ran.stderr).not.toContain('TRIMTAB_E');
  expect(ran.code).toBe(0);
  const document = JSON.parse(ran.stdout) as { agreement: { decisions: number } };
  expect(Object.keys(document)).toEqual(['schema', 'out', 'leaves', 'teacher', 'agreement']);
  expect(document.agreement.decisions).toBeGreaterThan(0);
  const { name } = await loadTree(join(cwd, 'rules'));
  expect(name).toBe('tree');
  expect(readFileSync(join(cwd, 'rules', 'README.md'), 'utf8')).toContain(
    'distil --model models/default --episodes 12 --leaves 4 --seed 1',
  );
  const again = await trimtab([...args, '--out', './again', '--jobs', '1'], { cwd });
  expect(again.code).toBe(0);
  const file = (folder: string): string => readFileSync(join(cwd, folder, 'tree.json'), 'utf8');
  expect(file('again')).toBe(file('rules'));
});

it.each([
  [['--leaves', '0'], 2, 'from 1 to 1024'],
  [['--episodes', '1'], 2, 'from 2 to 100000'],
  [['--model', './nowhere'], 2, 'manifest.json is missing'],
  [['--out', './taken'], 2, 'holds what is no part of a tree: mine.txt'],
  [['--out', './file'], 2, 'cannot be written'],
  [['--out', './odd'], 2, 'tree.json is a directory'],
])('refuses %j before anything is played', async (args, code, words) => {
  const cwd = emptyDirectory();
  mkdirSync(join(cwd, 'taken'));
  writeFileSync(join(cwd, 'taken', 'mine.txt'), 'mine');
  writeFileSync(join(cwd, 'file'), 'mine');
  mkdirSync(join(cwd, 'odd', 'tree.json'), { recursive: true });
  const ran = await trimtab(['distil', ...args, '--output', 'json'], { cwd });
  expect(errorOf(ran).message).toContain(words);
  expect(ran.code).toBe(code);
  expect(readFileSync(join(cwd, 'taken', 'mine.txt'), 'utf8')).toBe('mine');
});

it('its card has a command that can be pasted, wherever the model lay', () => {
  const tree = {
    teacher: { policy: 'dqn', sha256: 'abc' },
    agreement: { decisions: 1, onApply: 1, onHold: 1, sameChange: 1 },
    root: { vote: 1, decisions: 1 },
  } as unknown as Tree;
  const card = treeCard(tree, { model: "site's models/a", episodes: 2, leaves: 1, seed: 1 });
  expect(card).toContain(String.raw`trimtab distil --model 'site'\''s models/a' --episodes 2`);
  expect(card).toContain('On 1 decision of episodes');
});

it('writes no rules where all decisions were alike, and no folder', async () => {
  const cwd = emptyDirectory();
  const args = ['distil', '--episodes', '3', '--seed', '2', '--out', './new', '--output', 'json'];
  const ran = await trimtab(args, { cwd });
  expect(errorOf(ran)).toMatchObject({ code: 'TRIMTAB_E_USAGE' });
  expect(errorOf(ran).message).toBe(
    'in 3 episodes its model made the change each time: there are no rules to be learned',
  );
  expect(ran.code).toBe(2);
  expect(existsSync(join(cwd, 'new'))).toBe(false);
});
