// Operations as they should be, almost as they should be, and not at all.
import fc from 'fast-check';
import type { SendFacts } from '../../src/change/index.js';
import { live } from './oracle.js';

const reporterClass = 'org.apache.storm.metrics2.reporters.GraphiteStormReporter';
export const ownReporter = { class: 'com.example.OurReporter', 'our.key': ['anything', 1] };

const components = ['text', 'split', 'count', '__acker', '数え', 'my bolt', 'constructor'] as const;
const strangers = ['', 'nosuch', '__proto__', 'toString', 'hasOwnProperty', 'Split', '__system', 'prototype'];
const strangeKeys = [
  'topology.workers',
  'topology.tasks',
  'topology.message.timeout.secs',
  'topology.acker.executors',
  'topology.disruptor.batch.size',
  'executors.split',
  'onheap.memory.mb.split',
  'workers',
  '__proto__',
  'constructor',
  'toJSON',
  'topology.worker.childopts',
];

export const facts: fc.Arbitrary<SendFacts> = fc.record({
  generation: fc.constantFrom<SendFacts['generation'][]>('storm-2.x', 'storm-2.x', 'storm-2.x', 'storm-1.2'),
  tasks: fc
    .array(fc.constantFrom(1, 2, 8, 16, 64, 20_000), { minLength: 7, maxLength: 7 })
    .map((tasks) => Object.fromEntries(components.map((name, i) => [name, tasks[i] ?? 1]))),
  slots: fc.constantFrom(1, 2, 4, 8, 2000),
  settings: fc.record(
    {
      'topology.transfer.buffer.size': fc.constantFrom(8, 1000, 65_536),
      'topology.transfer.batch.size': fc.constantFrom(1, 100),
      'topology.executor.receive.buffer.size': fc.constantFrom(64, 32_768),
      'topology.producer.batch.size': fc.constantFrom(1, 500),
      'topology.batch.flush.interval.millis': fc.constantFrom(0, 1),
      'topology.metrics.reporters': fc.constant([ownReporter]),
    },
    { requiredKeys: [] },
  ),
  bounds: fc.constantFrom<SendFacts['bounds'][]>(
    {},
    {},
    { 'executors.split': { min: 2, max: 6 }, workers: { max: 3 } },
    { 'topology.max.spout.pending': { min: 50.5 }, 'onheap.memory.mb.split': { max: 512 } },
  ),
});

const good = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 8 }) },
  { weight: 2, arbitrary: fc.constantFrom(16, 64, 128, 512, 1024, 4096) },
);
const bad: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown[]>(
    0,
    -1,
    1.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 31,
    2 ** 53,
    1e300,
    '4',
    'abc',
    '',
    null,
    undefined,
    true,
    4n,
    [],
    [4],
    {},
  ),
  fc
    .constantFrom<(() => unknown)[]>(
      () => new Date(0),
      () => new Number(4),
      () => () => 4,
      () => Symbol('4'),
    )
    .map((make) => make()),
  fc.integer(),
  fc.double(),
  fc.string(),
);
/** Mostly right: an operation of several values would else never be. */
const value = fc.oneof({ weight: 14, arbitrary: good }, { weight: 1, arbitrary: bad });

/** Own keys, `__proto__` as well. */
function mappingOf(keys: fc.Arbitrary<string>, values: fc.Arbitrary<unknown>): fc.Arbitrary<object> {
  const entry = fc.tuple(keys, values);
  return fc.array(entry, { minLength: 0, maxLength: 3 }).map((entries) => Object.fromEntries(entries));
}

function mostly<T>(usual: fc.Arbitrary<T>, other: fc.Arbitrary<T>, weight = 19): fc.Arbitrary<T> {
  return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: other });
}

const component = mostly(fc.constantFrom(...components), fc.constantFrom<string[]>(...strangers));
const wait = mostly<unknown>(fc.constantFrom(0, 5, 30, 86_400), bad);
const reporter = fc.oneof(
  fc.constant(ownReporter),
  fc.record(
    {
      class: mostly<unknown>(
        fc.constant(reporterClass),
        fc.constantFrom('com.example.Other', 'java.lang.Runtime', 7),
        5,
      ),
      'report.period': value,
      'graphite.host': mostly<unknown>(fc.constant('sidecar'), bad),
      'graphite.port': value,
      constructor: bad,
    },
    { requiredKeys: ['class'] },
  ),
  bad,
);
const setting = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.tuple(
      mostly(fc.constantFrom(...Object.keys(live)), fc.constantFrom(...strangeKeys)),
      value,
    ),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(
      fc.constant('topology.metrics.reporters'),
      mostly<unknown>(fc.array(reporter, { maxLength: 2 }), bad, 9),
    ),
  },
);
const resourceKey = mostly(
  fc.constantFrom('onheap.memory.mb', 'offheap.memory.mb', 'cpu.pcore.percent'),
  fc.constantFrom('memory', '__proto__', 'topology.priority'),
);
const resourceValue = mostly<unknown>(fc.constantFrom(16, 64, 128, 512, 4096), bad);

const fields: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  fc.record({
    kind: fc.constant('rebalance-assignment'),
    waitSeconds: wait,
    workers: fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: value }),
    executors: mostly<unknown>(mappingOf(component, value), bad),
  }),
  fc.record({
    kind: fc.constant('rebalance-configuration'),
    waitSeconds: wait,
    settings: mostly<unknown>(
      mostly(fc.array(setting, { minLength: 1, maxLength: 3 }), fc.constant<[string, unknown][]>([])).map(
        (entries) => Object.fromEntries(entries),
      ),
      bad,
    ),
  }),
  fc.record({
    kind: fc.constant('rebalance-resources'),
    waitSeconds: wait,
    resources: mostly<unknown>(
      mappingOf(component, mostly<unknown>(mappingOf(resourceKey, resourceValue), bad)),
      bad,
    ),
  }),
);

/** What a hand, a bug or an attacker may make of it. */
const damages: readonly ((o: Record<string, unknown>) => unknown)[] = [
  (o) => ({ ...o, settings: { 'topology.max.spout.pending': 5 } }),
  (o) => ({ ...o, executors: { split: 1 } }),
  (o) => ({ ...o, workers: 1 }),
  (o) => ({ ...o, topologyConf: '{}' }),
  (o) => Object.fromEntries([...Object.entries(o), ['__proto__', { workers: 1 }]]),
  (o) => Object.fromEntries(Object.entries(o).slice(1)),
  (o) => ({ ...o, kind: 'rebalance' }),
  (o) => ({ ...o, kind: 'toString' }),
  (o) => Object.create(o) as unknown,
  (o) => Object.assign(Object.create({ inherited: 1 }) as object, o),
  (o) => ({ ...o, [Symbol('extra')]: 1 }),
  (o) => [o],
  (o) => JSON.stringify(o, (_, v: unknown) => (typeof v === 'bigint' ? String(v) : v)),
  () => null,
  () => undefined,
];

export const operation: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: fields },
  { weight: 1, arbitrary: fc.tuple(fields, fc.constantFrom(...damages)).map(([o, damage]) => damage(o)) },
  // Without a prototype, as some parsers make them: as good as any other.
  { weight: 1, arbitrary: fields.map((o) => Object.assign(Object.create(null) as object, o)) },
);
