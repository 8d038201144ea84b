// The Tracker's query language (query.py, query_operators.py): TS, DEFAULT, SUM, MAX, PERCENTILE, DIVIDE, MULTIPLY, SUBTRACT, RATE.
import { TrackerFailure } from './failure.js';
import type { TopologyManager } from './topology-manager.js';

/** Minutes of one instance, or of none where instances were put together. */
export interface Line {
  readonly instance: string | null;
  readonly data: ReadonlyMap<number, number>;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** A number, a bare word of TS, or an operator with its arguments. */
type Node =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly string[] };

const operators = ['TS', 'DEFAULT', 'SUM', 'MAX', 'PERCENTILE', 'DIVIDE', 'MULTIPLY', 'SUBTRACT', 'RATE'];

/** @throws TrackerFailure for what cannot be parsed */
export function runQuery(query: string, manager: TopologyManager, from: number, to: number): Line[] {
  const node = parse(query);
  if (node.kind === 'constant') throw new TrackerFailure("'float' object has no attribute 'execute'");
  return evaluate(node, manager, { from, to });
}

function parse(text: string): Node {
  const query = text.trim();
  if (query === '') throw new TrackerFailure("'NoneType' object has no attribute 'execute'");
  const open = query.indexOf('(');
  if (open < 0) {
    const value = Number(query);
    if (Number.isFinite(value)) return { kind: 'constant', value };
    throw new TrackerFailure(`Invalid token: '${query}'`);
  }
  const name = query.slice(0, open).trim();
  if (!operators.includes(name)) throw new TrackerFailure(`Invalid token: '${name}'`);
  if (!query.endsWith(')') || depthOf(query) !== 0) throw new TrackerFailure('No closing braces found');
  return { kind: 'call', name, arguments: split(query.slice(open + 1, -1)) };
}

function depthOf(text: string): number {
  return text.split('(').length - text.split(')').length;
}

/** At the commas that are in no parentheses. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (const character of text) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (character === ',' && depth === 0) {
      parts.push(part.trim());
      part = '';
    } else part += character;
  }
  return [...parts, part.trim()];
}

type Call = Extract<Node, { kind: 'call' }>;
type Value = number | readonly Line[];

function evaluate(call: Call, manager: TopologyManager, span: Span): Line[] {
  const { name, arguments: words } = call;
  if (name === 'TS') return fetchLines(words, manager, span);
  const values = words.map((word): Value => {
    const node = parse(word);
    return node.kind === 'constant' ? node.value : evaluate(node, manager, span);
  });
  const lines = values.flatMap((value) => (typeof value === 'number' ? [] : value));
  switch (name) {
    case 'DEFAULT': {
      const otherwise = values[0];
      return lines.map(({ instance, data }) => ({ instance, data: filled(data, Number(otherwise), span) }));
    }
    case 'SUM':
      return [{ instance: null, data: summed(lines, span) }];
    case 'MAX':
      return [{ instance: null, data: gathered(lines, (all) => Math.max(...all)) }];
    case 'PERCENTILE':
      return [{ instance: null, data: gathered(lines, (all) => percentile(all, Number(values[0]))) }];
    case 'RATE':
      return lines.map(({ instance, data }) => ({ instance, data: rates(data) }));
    default:
      return joined(name, values, span);
  }
}

const minute = 60;
/** A week; a topology manager keeps three hours. */
const mostMinutes = 10_080;

/** Floored to the minute, NaN left out. */
function fetchLines(words: readonly string[], manager: TopologyManager, { from, to }: Span): Line[] {
  const [component, instance, metric] = words;
  if (words.length !== 3 || component === undefined || metric === undefined) {
    throw new TrackerFailure('TS requires 3 arguments');
  }
  const all = manager.seriesOf(component)?.get(metric) ?? new Map();
  const buckets = manager.bucketsWithin(from - minute, to + minute);
  return [...all]
    .filter(([id]) => instance === '*' || id === instance)
    .map(([id, series]) => {
      const known = [...series.minutes(buckets)].filter(([, value]) => !Number.isNaN(value));
      const floored = known.map(([at, value]) => [at - (at % minute), value] as const);
      return { instance: id, data: new Map(floored.filter(([at]) => at >= from && at <= to)) };
    });
}

/** @throws TrackerFailure for a span in which the real one would be lost for minutes */
function minutesOf({ from, to }: Span): number[] {
  const first = Math.ceil(from / minute) * minute;
  const length = Math.max(0, Math.floor((to - first) / minute) + 1);
  if (length > mostMinutes) throw new TrackerFailure(`more than ${mostMinutes} minutes are asked for`);
  return Array.from({ length }, (_, i) => first + i * minute);
}

/** Zeros are taken for holes as well: `not timeline.get(t)`. */
function filled(data: ReadonlyMap<number, number>, otherwise: number, span: Span): Map<number, number> {
  return new Map(minutesOf(span).map((at) => [at, data.get(at) || otherwise]));
}

/** 0 where nothing is known, so that an unknown component looks like an idle one. */
function summed(lines: readonly Line[], span: Span): Map<number, number> {
  const sums = new Map(minutesOf(span).map((at) => [at, 0]));
  for (const { data } of lines) for (const [at, value] of data) sums.set(at, (sums.get(at) ?? 0) + value);
  return sums;
}

function gathered(lines: readonly Line[], put: (values: readonly number[]) => number): Map<number, number> {
  const times = [...new Set(lines.flatMap(({ data }) => [...data.keys()]))];
  return new Map(
    times.map((at) => [at, put(lines.flatMap(({ data }) => (data.has(at) ? [data.get(at) ?? 0] : [])))]),
  );
}

function percentile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((q * (sorted.length - 1)) / 100)] ?? Number.NaN;
}

function rates(data: ReadonlyMap<number, number>): Map<number, number> {
  return new Map(
    [...data].flatMap(([at, value]) => {
      const before = data.get(at - minute);
      return before === undefined ? [] : [[at, value - before] as const];
    }),
  );
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number>> = {
  DIVIDE: (a, b) => a / b,
  MULTIPLY: (a, b) => a * b,
  SUBTRACT: (a, b) => a - b,
};

/** Instance by instance; a line without one, or a number, goes with each of the others. */
function joined(name: string, values: readonly Value[], span: Span): Line[] {
  const [left, right] = values;
  const of = arithmetic[name];
  if (left === undefined || right === undefined || values.length !== 2 || of === undefined) {
    throw new TrackerFailure(`${name} requires 2 arguments`);
  }
  const [a, b] = [asLines(left, span), asLines(right, span)];
  const isShared = (lines: readonly Line[]): boolean => lines.length === 1 && lines[0]?.instance === null;
  const names = isShared(a) ? b : a;
  return names.flatMap(({ instance }) => {
    const one = isShared(a) ? a[0] : a.find((line) => line.instance === instance);
    const other = isShared(b) ? b[0] : b.find((line) => line.instance === instance);
    if (one === undefined || other === undefined) return [];
    const data = [...one.data].flatMap(([at, value]) => {
      const with_ = other.data.get(at);
      if (with_ === undefined || (name === 'DIVIDE' && with_ === 0)) return [];
      return [[at, of(value, with_)] as const];
    });
    return [{ instance, data: new Map(data) }];
  });
}

function asLines(value: Value, span: Span): readonly Line[] {
  if (typeof value !== 'number') return value;
  return [{ instance: null, data: new Map(minutesOf(span).map((at) => [at, value])) }];
}
