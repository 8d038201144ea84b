// What is wrong with a change, in words that an operator can act on.
import { inspect } from 'node:util';
import { cut } from '../util/index.js';

export interface Problem {
  /** The field or knob, such as "executors.split". */
  readonly place: string;
  readonly text: string;
}

export function problem(place: string, found: unknown, expected: string): Problem {
  return { place, text: `found ${show(found)}, expected ${expected}` };
}

/** Any value in at most 60 characters; runs none of its code. */
function show(value: unknown): string {
  const text = inspect(value, { depth: 1, breakLength: Number.POSITIVE_INFINITY, customInspect: false });
  return text.length > 60 ? `${cut(text, 59)}…` : text;
}

/** Made by a literal or by JSON: nothing inherited, nothing hidden, no symbols. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Reflect.ownKeys(value).length === Object.keys(value).length;
}
