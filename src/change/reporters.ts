// What a list of metrics reporters may hold: those that are there already, and Storm's own ones with values of the right kind.
import { isDeepStrictEqual } from 'node:util';
import { isPlain, type Problem, problem } from './problem.js';

export const reportersKey = 'topology.metrics.reporters';

const packageName = 'org.apache.storm.metrics2';
const classes: ReadonlySet<unknown> = new Set(
  ['GraphiteStormReporter', 'ConsoleStormReporter', 'CsvStormReporter', 'JmxStormReporter'].map(
    (name) => `${packageName}.reporters.${name}`,
  ),
);

type Check = readonly [expected: string, fits: (value: unknown) => boolean];

const word: Check = ['text', (v) => typeof v === 'string' && v !== ''];
const whole = (max: number): Check => [
  `an integer of 1 … ${max}`,
  (v) => typeof v === 'number' && Number.isInteger(v) && v >= 1 && v <= max,
];
const oneOf = (...words: string[]): Check => [words.join(' | '), (v) => words.some((w) => w === v)];

/** A reporter that cannot read its settings ends the worker at its start. */
const fields: Readonly<Record<string, Check>> = {
  class: ['a class', (v) => typeof v === 'string'],
  'report.period': whole(86_400),
  'report.period.units': oneOf('SECONDS', 'MINUTES', 'HOURS', 'DAYS'),
  'graphite.host': word,
  'graphite.port': whole(65_535),
  'graphite.transport': oneOf('tcp', 'udp'),
  'graphite.prefixed.with': word,
  'graphite.min.connect.attempt.interval.secs': whole(86_400),
  'csv.log.dir': word,
  'jmx.domain': word,
  filter: [`a ${packageName}.filters.RegexFilter with its expression`, isFilter],
};

/** @param present the list in force; its entries may stay as they are, whatever they are */
export function reporterProblems(value: unknown, present: unknown): Problem[] {
  if (!Array.isArray(value)) return [problem(reportersKey, value, 'a list of mappings')];
  const known: readonly unknown[] = Array.isArray(present) ? present : [];
  // Array.from: a hole would be skipped here, and be null in JSON.
  return Array.from<unknown>(value).flatMap((entry, index) => {
    if (known.some((one) => isDeepStrictEqual(one, entry))) return [];
    return entryProblems(`${reportersKey}[${index}]`, entry);
  });
}

function entryProblems(place: string, entry: unknown): Problem[] {
  if (!isPlain(entry)) return [problem(place, entry, 'a mapping')];
  if (!classes.has(entry['class'])) {
    const expected = `one of ${packageName}.reporters.*, or an entry as it is in force`;
    return [problem(`${place}.class`, entry['class'], expected)];
  }
  return Object.entries(entry).flatMap(([name, value]) => {
    const check = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (check === undefined) return [problem(`${place}.${name}`, value, 'a field of a reporter')];
    return check[1](value) ? [] : [problem(`${place}.${name}`, value, check[0])];
  });
}

function isFilter(value: unknown): boolean {
  if (!isPlain(value) || Object.keys(value).sort().join() !== 'class,expression') return false;
  const { class: name, expression } = value;
  return (
    name === `${packageName}.filters.RegexFilter` && typeof expression === 'string' && isRegex(expression)
  );
}

function isRegex(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
