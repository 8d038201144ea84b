// Learning a tree: a planted rule is found, and what costs more counts more.
import { describe, expect, it } from 'vitest';
import { leafOf, leavesOf, type Node, rowNames } from '../../src/policy/index.js';
import { refuseAlike } from '../../src/training/distil/distil.js';
import { growTree, type Look } from '../../src/training/index.js';
import { createRandom } from '../../src/util/index.js';

const [busy, gain] = ['now.busy.most', 'then.gain'].map((name) => rowNames.indexOf(name)) as [number, number];
const usual = { mostLeaves: 64, leastDecisions: 10 };

/** Rows of chance; of each the teacher's worth. */
function looks(count: number, worth: (row: Float32Array) => number): Look[] {
  const random = createRandom(11);
  return Array.from({ length: count }, () => {
    const row = Float32Array.from(rowNames, () => random.uniform());
    return { row, worth: worth(row), isSame: true };
  });
}

function agreement(root: Node, on: readonly Look[]): number {
  return on.filter(({ row, worth }) => leafOf(root, row).vote > 0 === worth > 0).length / on.length;
}

describe('a tree', () => {
  it('finds the rule that the teacher goes by', () => {
    const rule = (row: Float32Array): number => ((row[busy] ?? 0) > 0.7 && (row[gain] ?? 0) > 0.4 ? 1 : -1);
    const all = looks(1500, rule);
    const root = growTree(all.slice(0, 1000), usual);
    expect(agreement(root, all.slice(1000))).toBeGreaterThan(0.97);
    expect(leavesOf(root).length).toBeLessThan(12);
    expect(JSON.stringify(root)).toContain('"now.busy.most"');
  });

  it('has no more leaves than asked for, each of enough decisions', () => {
    const root = growTree(
      looks(600, (row) => Math.sin(20 * (row[busy] ?? 0)) + Math.sin(17 * (row[gain] ?? 0))),
      { mostLeaves: 5, leastDecisions: 40 },
    );
    expect(leavesOf(root).length).toBeLessThanOrEqual(5);
    expect(leavesOf(root).length).toBeGreaterThan(1);
    for (const { decisions } of leavesOf(root)) expect(decisions).toBeGreaterThanOrEqual(40);
  });

  it('goes by what costs the teacher most where it cannot follow everything', () => {
    // Within one leaf one of four decisions is worth ten times as much as the others.
    const all = looks(400, (row) => ((row[busy] ?? 0) > 0.75 ? 1 : -0.1));
    const rest = looks(400, () => -1).map(({ row, ...one }) => {
      row[gain] = -1;
      return { ...one, row };
    });
    const root = growTree([...all, ...rest], { mostLeaves: 2, leastDecisions: 100 });
    expect(
      leafOf(
        root,
        rowNames.map((name) => (name === 'then.gain' ? 0.5 : 0)),
      ).vote,
    ).toBeGreaterThan(0);
  });

  it('of a teacher that always waits has one leaf', () => {
    const root = growTree(
      looks(100, () => -1),
      usual,
    );
    expect(root).toEqual({ vote: -1, decisions: 100 });
  });
});

describe('decisions that teach no rules', () => {
  it.each([
    ['none', [], 'in 2 episodes there was no change to decide about'],
    [
      'all for waiting',
      looks(3, () => -1),
      'in 2 episodes its model waited each time: there are no rules to be learned',
    ],
    [
      'all for the change',
      looks(3, () => 1),
      'in 2 episodes its model made the change each time: there are no rules to be learned',
    ],
  ])('%s', (_, alike, message) => {
    expect(() => refuseAlike(alike, 2)).toThrow(message);
  });

  it('are not those of both kinds', () => {
    expect(() => refuseAlike([...looks(3, () => 1), ...looks(1, () => -1)], 2)).not.toThrow();
  });
});
