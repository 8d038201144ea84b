// Whether Storm may be sent an operation, written once more in the plainest way and from the documentation alone.
import { isDeepStrictEqual } from 'node:util';
import type { SendFacts } from '../../src/change/index.js';

const P = 'org.apache.storm.metrics2.reporters.';

/** Settings that a running 2.x topology can be given, with least and greatest value (docs/reference/knobs.md). */
export const live: Readonly<Record<string, readonly [number, number]>> = {
  'topology.max.spout.pending': [1, 10_000_000],
  'topology.transfer.buffer.size': [2, 1_048_576],
  'topology.executor.receive.buffer.size': [2, 1_048_576],
  'topology.transfer.batch.size': [1, 524_288],
  'topology.producer.batch.size': [1, 524_288],
  'topology.batch.flush.interval.millis': [0, 60_000],
};
const engineDefaults: Readonly<Record<string, number>> = {
  'topology.transfer.buffer.size': 1000,
  'topology.executor.receive.buffer.size': 32_768,
  'topology.transfer.batch.size': 1,
  'topology.producer.batch.size': 1,
  'topology.batch.flush.interval.millis': 1,
};
const resourceRanges: Readonly<Record<string, readonly [number, number]>> = {
  'onheap.memory.mb': [16, 65_536],
  'offheap.memory.mb': [0, 65_536],
  'cpu.pcore.percent': [1, 10_000],
};

type Mapping = Record<string, unknown>;

function mapping(v: unknown): v is Mapping {
  if (typeof v !== 'object' || v === null || Array.isArray(v)) return false;
  const parent: unknown = Object.getPrototypeOf(v);
  return (parent === Object.prototype || parent === null) && Object.getOwnPropertySymbols(v).length === 0;
}

function whole(v: unknown, min: number, max: number): v is number {
  return typeof v === 'number' && Number.isFinite(v) && Math.floor(v) === v && min <= v && v <= max;
}

function within(facts: SendFacts, knob: string, v: number): boolean {
  const bound = Object.entries(facts.bounds).find(([name]) => name === knob)?.[1];
  return v >= (bound?.min ?? v) && v <= (bound?.max ?? v);
}

export function maySend(o: unknown, facts: SendFacts): boolean {
  if (!mapping(o) || !whole(o['waitSeconds'], 0, 86_400)) return false;
  const fields = Object.keys(o).sort().join();
  if (o['kind'] === 'rebalance-assignment')
    return fields === 'executors,kind,waitSeconds,workers' && assignment(o, facts);
  if (facts.generation === 'storm-1.2') return false;
  if (o['kind'] === 'rebalance-configuration')
    return fields === 'kind,settings,waitSeconds' && settings(o['settings'], facts);
  return (
    o['kind'] === 'rebalance-resources' &&
    fields === 'kind,resources,waitSeconds' &&
    resources(o['resources'], facts)
  );
}

function assignment(o: Mapping, facts: SendFacts): boolean {
  const { workers: w, executors: e } = o;
  if (!mapping(e) || (w === null && Object.keys(e).length === 0)) return false;
  if (w !== null && !(whole(w, 1, Math.min(1000, facts.slots)) && within(facts, 'workers', w))) return false;
  const tasks = new Map(Object.entries(facts.tasks));
  return Object.entries(e).every(
    ([name, n]) =>
      whole(n, 1, Math.min(10_000, tasks.get(name) ?? 0)) && within(facts, `executors.${name}`, n),
  );
}

function settings(s: unknown, facts: SendFacts): boolean {
  if (!mapping(s) || Object.keys(s).length === 0) return false;
  const ranges = new Map(Object.entries(live));
  for (const [key, v] of Object.entries(s)) {
    if (key === 'topology.metrics.reporters') {
      if (!reporters(v, facts.settings[key])) return false;
      continue;
    }
    const [min, max] = ranges.get(key) ?? [1, 0];
    if (!whole(v, min, max) || !within(facts, key, v)) return false;
    if (key.includes('receive.buffer') && v.toString(2).replaceAll('0', '') !== '1') return false;
  }
  return consistent(s, facts);
}

function consistent(s: Mapping, facts: SendFacts): boolean {
  const then = { ...engineDefaults, ...facts.settings, ...s } as Record<string, number>;
  const of = (key: string): number => then[`topology.${key}`] ?? 0;
  const set = (...keys: string[]): boolean => keys.some((key) => `topology.${key}` in s);
  const transfer = 2 * of('transfer.batch.size') <= of('transfer.buffer.size');
  const producer = 2 * of('producer.batch.size') <= of('executor.receive.buffer.size');
  const batched = of('transfer.batch.size') > 1 || of('producer.batch.size') > 1;
  const flush = of('batch.flush.interval.millis') > 0 || !batched;
  return (
    (transfer || !set('transfer.batch.size', 'transfer.buffer.size')) &&
    (producer || !set('producer.batch.size', 'executor.receive.buffer.size')) &&
    (flush || !set('transfer.batch.size', 'producer.batch.size', 'batch.flush.interval.millis'))
  );
}

function reporters(v: unknown, present: unknown): boolean {
  if (!Array.isArray(v)) return false;
  const kept: unknown[] = Array.isArray(present) ? present : [];
  return v.every((r) => {
    if (!mapping(r)) return false;
    if (kept.some((one) => isDeepStrictEqual(one, r))) return true;
    const {
      class: name,
      'report.period': period = 10,
      'graphite.host': host = 'h',
      'graphite.port': port = 1,
    } = r;
    const known = ['GraphiteStormReporter', 'ConsoleStormReporter', 'CsvStormReporter', 'JmxStormReporter'];
    const fields = ['class', 'report.period', 'graphite.host', 'graphite.port'];
    return (
      known.some((k) => `${P}${k}` === name) &&
      Object.keys(r).every((field) => fields.includes(field)) &&
      whole(period, 1, 86_400) &&
      typeof host === 'string' &&
      host.length > 0 &&
      whole(port, 1, 65_535)
    );
  });
}

function resources(r: unknown, facts: SendFacts): boolean {
  if (!mapping(r) || Object.keys(r).length === 0) return false;
  const ranges = new Map(Object.entries(resourceRanges));
  return Object.entries(r).every(([name, wanted]) => {
    if (!Object.keys(facts.tasks).includes(name) || name.startsWith('__') || !mapping(wanted)) return false;
    if (Object.keys(wanted).length === 0) return false;
    return Object.entries(wanted).every(([key, v]) => {
      const [min, max] = ranges.get(key) ?? [1, 0];
      return whole(v, min, max) && (key !== 'onheap.memory.mb' || within(facts, `${key}.${name}`, v));
    });
  });
}
