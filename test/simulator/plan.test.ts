// Task ids, executors and slots, as Nimbus lays them out.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assign, changedPlan, submittedPlan } from '../../src/simulator/plan.js';
import { topWords } from '../../src/simulator/top-words.js';

const nodes = topWords().cluster.nodes;
const plan = submittedPlan(topWords());
const ids = (of: typeof plan, name: string): string[] =>
  of.executors.filter(({ component }) => component === name).map(({ id }) => id);

describe('a plan', () => {
  it('numbers tasks over the components by name, ackers included', () => {
    expect(plan.executors.map(({ id, component }) => `${component} ${id}`)).toEqual([
      '__acker [1-1]',
      'count [2-9]',
      'count [10-17]',
      'split [18-25]',
      'split [26-33]',
      'text [34-41]',
      'top [42-45]',
    ]);
  });

  it('gives the first executors one task more where tasks do not divide', () => {
    expect(ids(changedPlan(plan, { executors: { split: 3 } }), 'split')).toEqual([
      '[18-23]',
      '[24-28]',
      '[29-33]',
    ]);
  });

  it('drops executors beyond the tasks', () => {
    expect(ids(changedPlan(plan, { executors: { top: 9 } }), 'top')).toHaveLength(4);
  });

  it('keeps every task exactly once, whatever the number of executors', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (executors) => {
        const changed = changedPlan(plan, { executors: { split: executors } });
        const tasks = changed.executors
          .filter(({ component }) => component === 'split')
          .flatMap(({ firstTask, lastTask }) =>
            Array.from({ length: lastTask - firstTask + 1 }, (_, i) => firstTask + i),
          );
        expect(tasks).toEqual(Array.from({ length: 16 }, (_, i) => 18 + i));
      }),
    );
  });

  it('deals executors over the slots in turn, and uses no more slots than there are', () => {
    const two = assign(changedPlan(plan, { workers: 2 }), nodes);
    expect(two.map(({ port, executors }) => [port, executors.length])).toEqual([
      [6700, 4],
      [6701, 3],
    ]);
    expect(assign(changedPlan(plan, { workers: 9 }), nodes)).toHaveLength(4);
  });

  it('spreads workers over the nodes', () => {
    const pair = ['a', 'b'].map((name) => ({ name, cores: 4, slots: 2, speed: 1 }));
    const slots = assign(changedPlan(plan, { workers: 3 }), pair).map(({ node, port }) => `${node}:${port}`);
    expect(slots).toEqual(['a:6700', 'b:6700', 'a:6701']);
  });
});
