// Writes PromQL: text within quotes, and the selector of a series.
import type { SinkSeries } from '../clusters/index.js';

/**
 * To stand between double or single quotes. Prometheus takes \" within double quotes only and \' within single ones (its strutil.Unquote,
 * as Go's strconv), and \xNN within either.
 */
export function quotable(text: string): string {
  return text.replace(/[\\"'\n]/g, (character) => escapes[character] ?? character);
}

const escapes: Readonly<Record<string, string>> = {
  '\\': String.raw`\\`,
  '"': String.raw`\x22`,
  "'": String.raw`\x27`,
  '\n': String.raw`\n`,
};

export function selectorOf({ name, labels }: SinkSeries): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}="${quotable(value)}"`);
  return `${name}{${matchers.join(',')}}`;
}
