// The policy tree: which leaf a change comes to, how its rules read, how it decides, and which files are refused.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { modelFolder, objectiveFrom, shippedTree } from '../../src/config/index.js';
import {
  type Answer,
  createTreePolicy,
  leafOf,
  leavesOf,
  loadTree,
  type Node,
  policyNamed,
  rowNames,
  rulesOf,
  type Situation,
  type Tree,
  withoutTwins,
} from '../../src/policy/index.js';
import { topWords } from '../../src/simulator/index.js';
import { runEpisode } from '../../src/training/index.js';

const directory = await mkdtemp(join(tmpdir(), 'trimtab-tree-'));
afterAll(() => rm(directory, { recursive: true }));

const busy: Node = {
  feature: 'now.busy.most',
  atMost: 0.8,
  yes: { vote: -0.5, decisions: 30 },
  no: {
    feature: 'then.gain',
    atMost: 0.05,
    yes: { vote: -0.1, decisions: 12 },
    no: { vote: 0.9, decisions: 40 },
  },
};

function rowWith(values: Readonly<Record<string, number>>): number[] {
  return rowNames.map((name) => values[name] ?? 0);
}

describe('its rules', () => {
  it.each([
    [{ 'now.busy.most': 0.8, 'then.gain': 1 }, -0.5],
    [{ 'now.busy.most': 0.81, 'then.gain': 0.05 }, -0.1],
    [{ 'now.busy.most': 0.81, 'then.gain': 0.06 }, 0.9],
  ])('lead %o to the leaf that votes %d', (values, vote) => {
    expect(leafOf(busy, rowWith(values)).vote).toBe(vote);
  });

  it('tell the state from the change where features share a name', () => {
    const node: Node = { ...busy, feature: 'then.workers', atMost: 0 } as Node;
    expect(leafOf(node, rowWith({ 'now.workers': 1 })).vote).toBe(-0.5);
    expect(new Set(rowNames).size).toBe(rowNames.length);
  });

  it('read as nested conditions', () => {
    expect(rulesOf(busy)).toBe(`now.busy.most ≤ 0.8
  wait (−0.50, 30 decisions)
now.busy.most > 0.8
  then.gain ≤ 0.05
    wait (−0.10, 12 decisions)
  then.gain > 0.05
    make the change (+0.90, 40 decisions)
`);
  });

  it('are one where both sides of a fork do the same', () => {
    const fork: Node = { ...busy, no: { vote: -0.2, decisions: 10 } } as Node;
    expect(withoutTwins(fork)).toEqual({ vote: -0.425, decisions: 40 });
    expect(withoutTwins(busy)).toEqual(busy);
  });
});

describe('a decision', () => {
  const twinGreedy = policyNamed('twin-greedy');

  /** Of top-words, whose split is starved, at its first moment. */
  function decidedBy(root: Node): { answer: Answer; greedy: Answer } {
    const met: Situation[] = [];
    const watching = {
      name: 'watching',
      about: 'keeps what it saw first',
      decide: (situation: Situation): Answer => {
        met.push(situation);
        return { kind: 'hold', code: 'WAITING', text: 'watching' };
      },
    };
    const objective = objectiveFrom('balanced', 'test');
    runEpisode({ scenario: topWords(), objective, policy: watching, guards: 'full', minutes: 10 });
    const [first] = met;
    if (first === undefined || twinGreedy === undefined) throw new Error('nothing to decide');
    return { answer: createTreePolicy(root).decide(first), greedy: twinGreedy.decide(first) };
  }

  it('to act is the change that the twin likes best, with the rules that led to it', () => {
    const { answer, greedy } = decidedBy(busy);
    expect(answer).toMatchObject({ kind: 'propose', changes: (greedy as { changes: object }).changes });
    expect(answer.text).toMatch(/, since now\.busy\.most is more than 0\.8, then\.gain is more than 0\.05$/);
  });

  it('to wait says what it waits with', () => {
    const { answer } = decidedBy({ ...busy, no: { vote: -1, decisions: 1 } } as Node);
    expect(answer).toMatchObject({ kind: 'hold', code: 'WAITING_IS_BETTER' });
    expect(answer.text).toMatch(/^not .*split.*, since now\.busy\.most is more than 0\.8$/);
  });

  it('of a tree without a question is the same always', () => {
    expect(decidedBy({ vote: 0.1, decisions: 1 }).answer).toMatchObject({ kind: 'propose' });
    expect(decidedBy({ vote: 0, decisions: 1 }).answer).toMatchObject({ kind: 'hold' });
  });
});

describe('its file', () => {
  async function sound(): Promise<Tree> {
    return (await loadTree(modelFolder(shippedTree))).tree;
  }

  async function folderWith(content: string): Promise<string> {
    const folder = await mkdtemp(join(directory, 'of-'));
    await writeFile(join(folder, 'tree.json'), content);
    return folder;
  }

  it('comes with the package, in at most 64 rules', async () => {
    const { tree, model } = await loadTree(modelFolder(shippedTree));
    const leaves = leavesOf(tree.root);
    expect(leaves.length).toBeLessThanOrEqual(64);
    expect(leaves.some(({ vote }) => vote > 0)).toBe(true);
    expect(leaves.some(({ vote }) => vote <= 0)).toBe(true);
    expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['that is no JSON', () => '{', 'TRIMTAB_E_MODEL_UNREADABLE', 'is not JSON'],
    ['of an empty list', () => '[]', 'TRIMTAB_E_MODEL_UNREADABLE', 'is not as it should be'],
    [
      'with a question about no feature',
      (tree: Tree) => JSON.stringify({ ...tree, root: { ...busy, feature: 'now.moon' } }),
      'TRIMTAB_E_MODEL_UNREADABLE',
      'is not as it should be',
    ],
    [
      'with a vote that is no number',
      (tree: Tree) => JSON.stringify({ ...tree, root: { vote: null, decisions: 1 } }),
      'TRIMTAB_E_MODEL_UNREADABLE',
      'is not as it should be',
    ],
    [
      'of other features',
      (tree: Tree) => JSON.stringify({ ...tree, features: 'others' }),
      'TRIMTAB_E_MODEL_SCHEMA',
      'other features or candidates',
    ],
    [
      'of other candidates',
      (tree: Tree) => JSON.stringify({ ...tree, candidates: 'candidates/v1' }),
      'TRIMTAB_E_MODEL_SCHEMA',
      'other features or candidates',
    ],
  ])('is refused: one %s', async (_, content, code, words) => {
    const folder = await folderWith(content(await sound()));
    const message = expect.stringContaining(words) as string;
    await expect(loadTree(folder)).rejects.toMatchObject({ code, message });
  });

  it('is refused where it is not there', async () => {
    const refused = loadTree(join(directory, 'nowhere'));
    await expect(refused).rejects.toMatchObject({ code: 'TRIMTAB_E_MODEL_UNREADABLE' });
  });
});
