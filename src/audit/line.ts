// One line of the journal: how it is sealed when written, and whether its bytes are still those.
import { hash as digest } from 'node:crypto';
import { wellFormed } from '../util/index.js';
import { canonical } from './canonical.js';
import { type ScannedLine, scanLine } from './scan.js';
import { type JournalEntry, reservedFields } from './types.js';

/** What the first line follows. */
export const firstPrev = '0'.repeat(64);

/** Where the chain has come to: the last line's number and hash. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

export const emptyChain: ChainEnd = { seq: 0, hash: firstPrev };

export interface SealedLine extends ChainEnd {
  /** With its line feed. */
  readonly bytes: Buffer;
}

/**
 * The line that follows `end`.
 * @throws TypeError for an entry that is no JSON or uses a reserved field
 */
export function seal(entry: JournalEntry, end: ChainEnd): SealedLine {
  const { body = {}, at, id, kind, topology } = entry;
  const taken = Object.keys(body).filter((name) => reservedFields.has(name));
  if (taken.length > 0) throw new TypeError(`the body of a record must not have ${taken.join(', ')}`);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(at)) {
    throw new TypeError(`${JSON.stringify(at)} is no time in UTC with milliseconds`);
  }
  const seq = end.seq + 1;
  const fields = wellFormedIn({ ...body, at, id, kind, topology, seq, prev: end.hash });
  const hash = digest('sha256', end.hash + canonical(fields));
  return { seq, hash, bytes: Buffer.from(`${canonical({ ...fields, hash })}\n`) };
}

/** Names and texts come from a cluster: half a character in one of them must not keep a record from being written. */
function wellFormedIn<T>(value: T): T;
function wellFormedIn(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) return Array.from(value, (one: unknown) => wellFormedIn(one));
  if (typeof value !== 'object' || value === null) return value;
  // What is no plain object is for the canonical form to refuse.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [wellFormed(name), wellFormedIn(one)]),
  );
}

/** A line whose bytes are as it was sealed. Whether it stands in its place is another question. */
export interface SoundLine extends ChainEnd {
  readonly kind: 'sound';
  readonly prev: string;
}

/** A line that was changed, or is none. */
export interface UnsoundLine {
  readonly kind: 'unsound';
  readonly what: string;
  /** As it says itself, where it can be read. */
  readonly seq: number | null;
  readonly hash: string | null;
}

/** @param bytes valid UTF-8 without the line feed */
export function checkLine(bytes: Buffer): SoundLine | UnsoundLine {
  const scanned = scanLine(bytes);
  if (scanned === null) return parseAndCheck(bytes.toString('utf8'));
  const { seq, prev, hash, hashMember } = scanned;
  if (hashWithout(bytes, hashMember, prev) !== hash) return changed(seq, hash);
  return { kind: 'sound', seq, prev, hash };
}

/** Node copies it into the hash at once, and no line waits for another. */
let scratch = Buffer.alloc(64 * 1024);

function hashWithout(bytes: Buffer, { start, end }: ScannedLine['hashMember'], prev: string): string {
  const begin = prev.length;
  const length = begin + bytes.length - (end - start);
  if (scratch.length < begin + bytes.length) scratch = Buffer.alloc(2 * (begin + bytes.length));
  scratch.write(prev, 0, 'latin1');
  scratch.set(bytes, begin);
  scratch.copyWithin(begin + start, begin + end, begin + bytes.length);
  return digest('sha256', scratch.subarray(0, length));
}

/** The same by parsing: for what the scanner leaves open, and to say what is wrong. */
function parseAndCheck(text: string): SoundLine | UnsoundLine {
  const value = parsed(text);
  if (typeof value !== 'object' || value === null) return unsound('is no JSON object', null, null);
  const { hash, ...rest } = value as Readonly<Record<string, unknown>>;
  const { seq, prev } = rest;
  if (!isSeq(seq) || !isHash(prev) || !isHash(hash)) {
    return unsound('has no valid seq, prev and hash', isSeq(seq) ? seq : null, isHash(hash) ? hash : null);
  }
  if (canonicalOrNull(value) !== text) return unsound('is not in canonical form', seq, hash);
  if (digest('sha256', prev + canonical(rest)) !== hash) return changed(seq, hash);
  return { kind: 'sound', seq, prev, hash };
}

/** null for lone surrogates, and for what is nested more deeply than the stack allows. */
function canonicalOrNull(value: unknown): string | null {
  try {
    return canonical(value);
  } catch {
    return null;
  }
}

function changed(seq: number, hash: string): UnsoundLine {
  return unsound('was changed: its content does not have its hash', seq, hash);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

export function isHash(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

function unsound(what: string, seq: number | null, hash: string | null): UnsoundLine {
  return { kind: 'unsound', what, seq, hash };
}
