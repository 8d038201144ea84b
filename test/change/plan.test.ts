// A plan keeps assignment and configuration apart, and waits as long as tuples in flight need.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drainWaitSeconds, planOf, stormCommands, tasksAdvice } from '../../src/change/index.js';
import type { Operation } from '../../src/clusters/index.js';

/** Every knob of an operation with its value. */
function carriedBy(operation: Operation): (readonly [string, unknown])[] {
  switch (operation.kind) {
    case 'rebalance-assignment':
      return [
        ...Object.entries(operation.executors).map(([name, n]) => [`executors.${name}`, n] as const),
        ...(operation.workers === null ? [] : [['workers', operation.workers] as const]),
      ];
    case 'rebalance-configuration':
      return Object.entries(operation.settings);
    case 'rebalance-resources':
      return Object.entries(operation.resources);
  }
}

describe('a plan', () => {
  it('carries executors and workers in one rebalance', () => {
    expect(planOf({ 'executors.split': 5, workers: 2, 'executors.count': 3 }, 7)).toEqual([
      { kind: 'rebalance-assignment', waitSeconds: 7, workers: 2, executors: { split: 5, count: 3 } },
    ]);
  });

  it('sends settings in a rebalance of their own, after the assignment: together they can crash a supervisor', () => {
    const plan = planOf({ 'topology.max.spout.pending': 500, 'executors.split': 5 }, 7);
    expect(plan).toEqual([
      { kind: 'rebalance-assignment', waitSeconds: 7, workers: null, executors: { split: 5 } },
      { kind: 'rebalance-configuration', waitSeconds: 7, settings: { 'topology.max.spout.pending': 500 } },
    ]);
    expect(stormCommands('wordcount', plan)).toEqual([
      'storm rebalance wordcount -w 7 -e split=5',
      `storm rebalance wordcount -w 7 -t '{"topology.max.spout.pending":500}'`,
    ]);
  });

  it('is one operation where only settings change, and none where nothing does', () => {
    expect(planOf({ 'topology.max.spout.pending': 500 }, 1)).toHaveLength(1);
    expect(planOf({}, 1)).toEqual([]);
    expect(stormCommands('wordcount', [])).toEqual([]);
  });

  it('loses no change and makes none up', () => {
    const knob = fc.oneof(
      fc.constantFrom('workers', 'topology.max.spout.pending', 'topology.transfer.batch.size'),
      fc
        .string({ minLength: 1 })
        .filter((s) => s !== '__proto__')
        .map((s) => `executors.${s}`),
    );
    fc.assert(
      fc.property(
        fc.dictionary(knob, fc.integer({ min: 1, max: 500 }), { noNullPrototype: true }),
        (changes) => {
          const carried = planOf(changes, 1).flatMap(carriedBy);
          expect(Object.fromEntries(carried)).toEqual(changes);
          expect(carried).toHaveLength(Object.keys(changes).length);
        },
      ),
    );
  });
});

describe('the drain wait', () => {
  it.each([
    ['twice the complete latency, in whole seconds', 1600, 30, 4],
    ['at least a second', 3, 30, 1],
    ['a second where nothing takes any time', 0, 30, 1],
    ['at most the message timeout, after which tuples are replayed anyway', 60_000, 30, 30],
    ['the message timeout when the latency is unknown', null, 45, 45],
  ])('is %s', (_, latency, timeout, seconds) => {
    expect(drainWaitSeconds(latency, timeout)).toBe(seconds);
  });

  it('is a whole number between a second and the message timeout', () => {
    const latency = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }));
    fc.assert(
      fc.property(latency, fc.integer({ min: 1, max: 600 }), (ms, timeout) => {
        const wait = drainWaitSeconds(ms, timeout);
        expect(Number.isInteger(wait)).toBe(true);
        expect(wait).toBeGreaterThanOrEqual(1);
        expect(wait).toBeLessThanOrEqual(timeout);
      }),
    );
  });
});

describe('advice for want of tasks', () => {
  it('is to submit again with twice the tasks that are wanted now, a power of two', () => {
    expect(tasksAdvice('wordcount', 'split', 4, 6, 5)).toMatchInlineSnapshot(`
      {
        "commands": [
          "storm kill wordcount -w 5",
          "storm jar JAR MAIN_CLASS ARGUMENTS -c topology.tasks=16",
        ],
        "from": 4,
        "knob": "tasks.split",
        "needs": "resubmit",
        "text": "split has 4 tasks, fixed at submission, and wants 6 executors. Submit it again with head-room: topology.tasks gives it to every component without its own setNumTasks (Flux: numTasks), and the number of executors stays.",
        "to": 16,
      }
    `);
  });

  it('for the acker is another number of acker executors', () => {
    const advice = tasksAdvice('wordcount', '__acker', 1, 3, 5);
    expect(advice).toMatchObject({ knob: 'topology.acker.executors', from: 1, to: 3, needs: 'resubmit' });
    expect(advice.commands.at(-1)).toBe('storm jar JAR MAIN_CLASS ARGUMENTS -c topology.acker.executors=3');
  });

  it('always leaves room for the wanted executors to double', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (wanted) => {
        const { to } = tasksAdvice('t', 'split', 1, wanted, 1);
        expect(to).toBeGreaterThanOrEqual(2 * wanted);
        expect(to).toBeLessThan(4 * wanted);
        expect(Math.log2(to) % 1).toBe(0);
      }),
    );
  });

  it('names a topology like -x so that storm kill does not take it for an option', () => {
    expect(tasksAdvice('-x', 'split', 1, 2, 5).commands[0]).toBe('storm kill -w 5 -- -x');
    expect(tasksAdvice('my topology', 'split', 1, 2, 5).commands[0]).toBe(`storm kill 'my topology' -w 5`);
  });
});
