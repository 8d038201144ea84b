// What may be sent to Storm and what may not, rule by rule; and what would change nothing.
import { describe, expect, it } from 'vitest';
import {
  assertValid,
  isNoOp,
  planOf,
  type SendFacts,
  sendFacts,
  stormCommands,
  validateOperation,
} from '../../src/change/index.js';
import type { Operation } from '../../src/clusters/index.js';
import { component, info, sample, snapshot } from '../builders.js';

const graphite = {
  class: 'org.apache.storm.metrics2.reporters.GraphiteStormReporter',
  'report.period': 10,
  'report.period.units': 'SECONDS',
  'graphite.host': 'sidecar',
  'graphite.port': 2003,
  'graphite.transport': 'tcp',
  filter: {
    class: 'org.apache.storm.metrics2.filters.RegexFilter',
    expression: '.*(receive-queue|__skipped).*',
  },
};
const foreign = { class: 'com.example.OurReporter', 'our.key': ['anything', 1] };

const facts: SendFacts = {
  generation: 'storm-2.x',
  tasks: { text: 8, split: 16, __acker: 2, 数え: 4, constructor: 3 },
  slots: 4,
  settings: { 'topology.metrics.reporters': [foreign] },
  bounds: { 'executors.text': { min: 2, max: 4 }, 'topology.max.spout.pending': { max: 5000 } },
};

const assign = (executors: unknown, workers: unknown = null, waitSeconds: unknown = 5): unknown => ({
  kind: 'rebalance-assignment',
  waitSeconds,
  workers,
  executors,
});
const set = (settings: unknown): unknown => ({ kind: 'rebalance-configuration', waitSeconds: 0, settings });
const give = (resources: unknown): unknown => ({ kind: 'rebalance-resources', waitSeconds: 0, resources });
const report = (...reporters: unknown[]): unknown => set({ 'topology.metrics.reporters': reporters });

/** "place: text" of each problem. */
function problems(operation: unknown, own: Partial<SendFacts> = {}): string[] {
  return validateOperation(operation, { ...facts, ...own }).map(({ place, text }) => `${place}: ${text}`);
}

describe('what may be sent', () => {
  it.each([
    ['executors up to the tasks', assign({ split: 16, __acker: 2 })],
    ['a component of any script and name', assign({ 数え: 4, constructor: 3 })],
    ['workers up to the slots', assign({}, 4)],
    ['no wait, and a day', assign({}, 1, 86_400)],
    ['a setting within its range', set({ 'topology.max.spout.pending': 5000 })],
    ['a batch of half the buffer', set({ 'topology.transfer.batch.size': 500 })],
    [
      'a larger buffer with a larger batch',
      set({ 'topology.transfer.buffer.size': 4096, 'topology.transfer.batch.size': 2000 }),
    ],
    ['no flush where nothing is batched', set({ 'topology.batch.flush.interval.millis': 0 })],
    [
      'memory of a component',
      give({ split: { 'onheap.memory.mb': 256, 'offheap.memory.mb': 0, 'cpu.pcore.percent': 50 } }),
    ],
    ['a reporter beside the one that is there', report(foreign, graphite)],
    ['no reporters', report()],
  ])('%s', (_, operation) => {
    expect(problems(operation)).toEqual([]);
  });
});

describe('what may not', () => {
  it.each([
    ['nothing at all', assign({})],
    ['more executors than tasks', assign({ split: 17 })],
    ['a component that is not there', assign({ nosuch: 1 })],
    ['a name that every object has', assign({ toString: 1 })],
    ['a prototype for a component', assign(Object.fromEntries([['__proto__', 1]]))],
    ['half an executor', assign({ split: 1.5 })],
    ['executors as text', assign({ split: '4' })],
    ['0 workers, which on 1.2 leaves none', assign({}, 0)],
    ['more workers than slots', assign({}, 5)],
    ['executors beyond what is configured', assign({ text: 5 })],
    ['a setting beyond what is configured', set({ 'topology.max.spout.pending': 10_000 })],
    ['a negative wait', assign({}, 1, -1)],
    ['no settings', set({})],
    ['a setting of the wrong type', set({ 'topology.max.spout.pending': 'abc' })],
    ['a setting that ends Nimbus when wrong', set({ 'topology.message.timeout.secs': 30 })],
    ['acker tasks, which renumber all others', set({ 'topology.acker.executors': 2 })],
    ['workers as a setting', set({ workers: 2 })],
    ['a receive buffer that is no power of two', set({ 'topology.executor.receive.buffer.size': 1000 })],
    ['a batch above half its buffer', set({ 'topology.transfer.batch.size': 1000 })],
    [
      'a buffer below twice its batch',
      set({ 'topology.executor.receive.buffer.size': 64, 'topology.producer.batch.size': 33 }),
    ],
    [
      'batches that are never flushed',
      set({ 'topology.batch.flush.interval.millis': 0, 'topology.producer.batch.size': 2 }),
    ],
    ['memory of the acker, which Storm drops', give({ __acker: { 'onheap.memory.mb': 256 } })],
    ['an unknown resource', give({ split: { memory: 256 } })],
    ['a resource of nothing', give({ split: {} })],
    ['a reporter of an unknown class', report({ class: 'java.lang.Runtime' })],
    ['a reporter that is there, but changed', report({ ...foreign, 'our.key': 2 })],
    ['a port as text', report({ ...graphite, 'graphite.port': '2003' })],
    [
      'a filter that does not compile',
      report({ ...graphite, filter: { ...graphite.filter, expression: '(' } }),
    ],
    ['a hole in the list', set({ 'topology.metrics.reporters': new Array(1) })],
    [
      'two kinds in one',
      { ...(assign({ split: 2 }) as object), settings: { 'topology.max.spout.pending': 5 } },
    ],
    ['no kind', { waitSeconds: 0 }],
    ['a kind that every object has', { kind: 'constructor', waitSeconds: 0 }],
    ['what is only inherited', Object.create(assign({ split: 2 }) as object)],
    ['a list', [assign({ split: 2 })]],
  ])('%s', (what, operation) => {
    expect(`${what}\n  ${problems(operation).join('\n  ')}`).toMatchSnapshot();
    expect(problems(operation)).not.toEqual([]);
    expect(() => assertValid(operation, facts)).toThrow(/; nothing was sent$/);
  });

  it('settings and memory on 1.2, which drops them', () => {
    const own = { generation: 'storm-1.2' } as const;
    expect(problems(assign({ split: 4 }, 2), own)).toEqual([]);
    expect(problems(set({ 'topology.max.spout.pending': 50 }), own)).toHaveLength(1);
    expect(problems(report(graphite), own)).toHaveLength(1);
    expect(problems(give({ split: { 'cpu.pcore.percent': 50 } }), own)).toHaveLength(1);
  });

  it('what breaks together with what is in force; what was broken before is not held against it', () => {
    const settings = { 'topology.transfer.batch.size': 400, 'topology.batch.flush.interval.millis': 0 };
    expect(problems(set({ 'topology.transfer.buffer.size': 512 }), { settings })).toHaveLength(1);
    expect(problems(set({ 'topology.producer.batch.size': 2 }), { settings })).toHaveLength(1);
    expect(problems(set({ 'topology.max.spout.pending': 5 }), { settings })).toEqual([]);
  });
});

describe('what may not be sent, beyond that', () => {
  it.each([
    [
      'executors below what is configured',
      assign({ text: 1 }),
      /^executors\.text: found 1, expected 2 … 4, as/,
    ],
    ['a wait of more than a day', assign({}, 1, 86_401), /^waitSeconds: found 86401, expected an integer/],
    ['executors as a setting', set({ 'executors.split': 4 }), /expected a setting that Trimtab knows$/],
  ] as const)('%s', (_, operation, text) => {
    expect(problems(operation)).toEqual([expect.stringMatching(text)]);
  });
});

describe('what the resource-aware scheduler has no sure room for', () => {
  const each = { cpuPercent: 10, onHeapMiB: 128, offHeapMiB: 0 };
  const room = {
    nodes: [{ cpuPercent: 100, memoryMiB: 4096, slots: 4 }],
    asked: { text: each, split: each, __acker: each },
    others: null,
    workerHeapMiB: 768,
    search: 'backtracking' as const,
  };
  const scheduled = { room, executors: { text: 2, split: 2, __acker: 1 } };

  it('is not sent', () => {
    expect(problems(assign({ split: 7 }), scheduled)).toEqual([]);
    expect(problems(assign({ split: 8 }), scheduled)).toEqual([
      'executors: found { split: 8 }, expected room for all of them: 11 executors ask for 110 % of a core and 1408 MiB, and the ' +
        'resource-aware scheduler has no sure room for them (free for them on its nodes: 100 %, 4096 MiB and 4 slots); without room it would stop the whole topology',
    ]);
  });

  it('does not keep executors from being removed', () => {
    const full = { ...scheduled, room: { ...room, nodes: [] } };
    expect(problems(assign({ split: 1 }), full)).toEqual([]);
    expect(problems(assign({ split: 2 }), full), 'as many as there are').toEqual([]);
  });

  it('may be CPU or memory that each executor asks for', () => {
    expect(problems(give({ split: { 'cpu.pcore.percent': 25 } }), scheduled)).toEqual([]);
    expect(problems(give({ split: { 'cpu.pcore.percent': 30 } }), scheduled)).toEqual([
      expect.stringMatching(/^resources: .*5 executors ask for 90 % of a core.*no node is filled over 85 %/),
    ]);
    expect(problems(give({ split: { 'onheap.memory.mb': 1024 } }), scheduled)).toEqual([
      expect.stringMatching(/an executor of split asks for 1024 MiB/),
    ]);
    expect(problems(give({ split: { 'offheap.memory.mb': 4096 } }), scheduled)).toEqual([
      expect.stringMatching(/room for all of them/),
    ]);
    const untold = { ...scheduled, room: { ...room, asked: { text: each, __acker: each } } };
    expect(problems(give({ split: { 'onheap.memory.mb': 16 } }), untold)).toEqual([
      expect.stringMatching(/what an executor of split asks for now, which is not told/),
    ]);
    const full = { ...scheduled, room: { ...room, nodes: [] } };
    expect(problems(give({ split: { 'cpu.pcore.percent': 5 } }), full)).toEqual([]);
  });
});

describe('the facts', () => {
  it('are tasks by component, its own slots with the free ones, and the settings in force', () => {
    const seen = snapshot([component('split', { samples: [sample('[1-8]', 60)] })], {
      assignedWorkers: 1,
      configuration: { 'topology.max.spout.pending': 5 },
    });
    expect(sendFacts(seen, info, { workers: { max: 2 } })).toEqual({
      generation: 'storm-2.x',
      tasks: { split: 8 },
      slots: 8,
      settings: { 'topology.max.spout.pending': 5 },
      bounds: { workers: { max: 2 } },
    });
  });

  it('of Heron, which has no limit of its own, are twenty times what there is: more is a slip', () => {
    const seen = snapshot([component('split', { tasks: 2, samples: [] })], { assignedWorkers: 3 });
    const heron = { ...info, engine: 'heron', generation: 'heron', slotsFree: null } as const;
    expect(sendFacts(seen, heron, {})).toMatchObject({ tasks: { split: 40 }, slots: 60 });
  });
});

describe('a no-op', () => {
  const current = {
    'executors.split': 4,
    workers: 2,
    'topology.max.spout.pending': null,
    'topology.metrics.reporters': [foreign],
  };

  it.each([
    ['the executors and workers it has', assign({ split: 4 }, 2), true],
    ['one of them another', assign({ split: 4 }, 3), false],
    ['the reporters it has', report({ ...foreign }), true],
    ['a setting where none is set', set({ 'topology.max.spout.pending': 5 }), false],
    ['memory, whose present value nobody shows', give({ split: { 'onheap.memory.mb': 128 } }), false],
  ])('%s: %s', (_, operation, expected) => {
    expect(isNoOp(operation as Operation, current)).toBe(expected);
  });

  it('of memory is one where Trimtab has set it itself', () => {
    const operation = give({ split: { 'onheap.memory.mb': 256 } }) as Operation;
    expect(isNoOp(operation, { 'onheap.memory.mb.split': 256 })).toBe(true);
    const cpu = give({ split: { 'cpu.pcore.percent': 256 } }) as Operation;
    expect(isNoOp(cpu, { 'onheap.memory.mb.split': 256 })).toBe(false);
  });
});

describe('memory in a plan', () => {
  it('has a rebalance of its own, after the assignment and before the settings', () => {
    const changes = {
      'topology.max.spout.pending': 500,
      'onheap.memory.mb.split': 256,
      'onheap.memory.mb.my bolt': 64,
      'executors.split': 5,
    };
    const plan = planOf(changes, 7);
    expect(plan.map(({ kind }) => kind)).toEqual([
      'rebalance-assignment',
      'rebalance-resources',
      'rebalance-configuration',
    ]);
    expect(stormCommands('wordcount', plan)[1]).toBe(
      `storm rebalance wordcount -w 7 -r '{"split":{"onheap.memory.mb":256},"my bolt":{"onheap.memory.mb":64}}'`,
    );
  });
});
