// The entry of topology.metrics.reporters that makes the workers of a topology report to the listener.
import type { GraphiteTarget } from './types.js';
import { filterExpression } from './wanted.js';

export const reportersKey = 'topology.metrics.reporters';

const reporterClass = 'org.apache.storm.metrics2.reporters.GraphiteStormReporter';

type Entry = Readonly<Record<string, unknown>>;

/**
 * The entry, with a filter that passes only what the listener takes. Keys are those of GraphiteStormReporter and its
 * ScheduledStormReporter.
 * @param graphite where the workers report, and how often (whole seconds, or milliseconds where it is none)
 * @param hostname this machine's name, for when `graphite` has none
 */
export function reporterEntry(
  graphite: Omit<GraphiteTarget, 'host'> & { readonly host?: string },
  hostname: string,
): Entry {
  const { host = hostname, port, periodSeconds } = graphite;
  const whole = Number.isInteger(periodSeconds);
  return {
    class: reporterClass,
    'report.period': whole ? periodSeconds : Math.round(periodSeconds * 1000),
    'report.period.units': whole ? 'SECONDS' : 'MILLISECONDS',
    'graphite.host': host,
    'graphite.port': port,
    'graphite.transport': 'tcp',
    filter: {
      class: 'org.apache.storm.metrics2.filters.RegexFilter',
      expression: filterExpression,
    },
  };
}

export type MergedReporters =
  | { readonly kind: 'already-there' }
  | { readonly kind: 'changed'; readonly reporters: readonly Entry[] }
  /** What is set is no list of mappings: it is not for us to replace it. */
  | { readonly kind: 'unreadable' };

/**
 * The list with our entry in it. A rebalance replaces the whole list, so everything in it stays, those that Nimbus added from
 * `storm.topology.metrics.system.reporters` included; only a former entry of ours (same class, host and port) gives way.
 * @param current the value in force; null or undefined when there is none
 */
export function mergedReporters(current: unknown, entry: Entry): MergedReporters {
  if (current === null || current === undefined) return { kind: 'changed', reporters: [entry] };
  if (!Array.isArray(current) || !current.every(isMapping)) return { kind: 'unreadable' };
  const list: readonly Entry[] = current;
  const former = list.filter((other) => isSameTarget(other, entry));
  if (former.length === 1 && canonical(former[0]) === canonical(entry)) return { kind: 'already-there' };
  const at = list.findIndex((other) => isSameTarget(other, entry));
  const others = list.filter((other) => !isSameTarget(other, entry));
  const place = at < 0 ? others.length : at;
  return { kind: 'changed', reporters: [...others.slice(0, place), entry, ...others.slice(place)] };
}

function isSameTarget(a: Entry, b: Entry): boolean {
  return ['class', 'graphite.host', 'graphite.port'].every((key) => text(a[key]) === text(b[key]));
}

/** Storm takes numbers as text too. */
function text(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : JSON.stringify(value);
}

/** As JSON with sorted keys and numbers as text, so that only what matters to Storm differs. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isMapping(value)) return JSON.stringify(text(value));
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}

function isMapping(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
