// Reads the query parameters of a request to the Tracker, and fails as each generation does where some are missing or wrong.
import { TrackerFailure } from './failure.js';

export type Queried = Readonly<Record<string, string | readonly string[] | undefined>>;

export function one(query: Queried, name: string): string | undefined {
  const value = query[name];
  return typeof value === 'string' || value === undefined ? value : value[0];
}

export function all(query: Queried, name: string): readonly string[] {
  const value = query[name];
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

/** @throws TrackerFailure naming the parameters that are missing, in the order asked for */
export function required<const N extends string>(query: Queried, names: readonly N[]): Record<N, string> {
  const missing = names.filter((name) => one(query, name) === undefined);
  if (missing.length > 0) throw new MissingParameters(missing);
  return Object.fromEntries(names.map((name) => [name, one(query, name) ?? ''])) as Record<N, string>;
}

export class MissingParameters extends TrackerFailure {
  constructor(readonly names: readonly string[]) {
    super(`Missing argument ${names[0] ?? ''}`);
  }
}

export class NotAnInteger extends TrackerFailure {
  constructor(
    readonly parameter: string,
    text: string,
  ) {
    super(`invalid literal for int() with base 10: '${text}'`);
  }
}

/** @throws TrackerFailure for what is no integer */
export function integer(query: Queried, name: string, otherwise: number): number {
  const text = one(query, name);
  if (text === undefined) return otherwise;
  if (!/^[-+]?\d+$/.test(text)) throw new NotAnInteger(name, text);
  return Number(text);
}
