// The rules of the chain: what may follow a line, and what may stand between the last line and HEAD.
import { fileName, firstSeqOf, headName } from './files.js';
import { type ChainEnd, checkLine, emptyChain, type SoundLine } from './line.js';

/** So many lines go to disk together at most, and so many can be newer than HEAD after a crash. */
export const longestBatch = 256;

/** One place where a journal is not as it was written. */
export interface JournalProblem {
  /** Its name in the folder of the journal. */
  readonly file: string;
  /** Counted from 1; null where it concerns the file or what lies behind its end. */
  readonly line: number | null;
  /** Of the line found there, as far as that can be read, or of the first that is missing. */
  readonly seq: number | null;
  readonly what: string;
}

/** What must come next. */
export interface Expected {
  readonly seq: number;
  /** null after a line that cannot be read, and at the start in the middle of a journal. */
  readonly prev: string | null;
}

export interface Followed {
  readonly next: Expected;
  /** The line, where it is sound and stands in its place or after a gap. */
  readonly line: SoundLine | null;
  readonly problem: { readonly seq: number | null; readonly what: string } | null;
}

/** What a file must begin with when the walk starts there. */
export function startOf(name: string): Expected {
  const seq = firstSeqOf(name);
  return { seq, prev: seq === 1 ? emptyChain.hash : null };
}

/** Takes the next line, or what stands in its place, and goes on behind it as well as that can be done. */
export function follow(bytes: Buffer, isUtf8: boolean, { seq, prev }: Expected): Followed {
  const line = isUtf8 ? checkLine(bytes) : notUtf8;
  if (line.kind === 'unsound') {
    // A changed line still has its place, unless its number is what was changed.
    const next = { seq: seq + 1, prev: line.seq === seq ? line.hash : null };
    return { next, line: null, problem: { seq: line.seq, what: line.what } };
  }
  if (line.seq < seq) {
    // What stands where a later line belongs does not move the chain.
    const what = `stands where line ${seq} belongs: inserted, repeated or moved`;
    return { next: { seq, prev }, line: null, problem: { seq: line.seq, what } };
  }
  const what =
    line.seq > seq
      ? `${missing(seq, line.seq - 1)} before it`
      : prev !== null && line.prev !== prev
        ? 'does not follow the line before: one of them was replaced'
        : null;
  const problem = what === null ? null : { seq: line.seq, what };
  return { next: { seq: line.seq + 1, prev: line.hash }, line, problem };
}

const notUtf8 = { kind: 'unsound', what: 'is not UTF-8', seq: null, hash: null } as const;

/** Takes the next file: the name says with which line it begins. */
export function followFile(name: string, expected: Expected): Pick<Followed, 'next' | 'problem'> {
  const found = firstSeqOf(name);
  const { seq } = expected;
  if (found === seq) return { next: expected, problem: null };
  if (found < seq) {
    const what = `begins with line ${found} by its name, but line ${seq} comes next`;
    return { next: expected, problem: { seq, what } };
  }
  const what = `begins with line ${found}, but ${missing(seq, found - 1)}: the file ${fileName(seq)}, or the end of the one before`;
  return { next: { seq: found, prev: null }, problem: { seq, what } };
}

/**
 * What HEAD contradicts of the end of the chain.
 * @param atHead the hash of the line that HEAD names; null where no sound line has that number
 * @param file the last one
 */
export function compareEnd(
  end: ChainEnd,
  head: ChainEnd,
  atHead: string | null,
  file: string,
): readonly JournalProblem[] {
  if (end.seq < head.seq) {
    const what = `${missing(end.seq + 1, head.seq)} at the end: HEAD names line ${head.seq}`;
    return [{ file, line: null, seq: end.seq + 1, what }];
  }
  const newer = end.seq - head.seq;
  if (newer > longestBatch) {
    const what = `has ${newer} lines after line ${head.seq}, which HEAD names: no crash leaves so many`;
    return [{ file, line: null, seq: head.seq + 1, what }];
  }
  if (atHead !== null && atHead !== head.hash) {
    return [{ file: headName, line: null, seq: head.seq, what: `has another hash than line ${head.seq}` }];
  }
  return [];
}

/** "line 5 is missing", "lines 5 to 7 are missing". */
function missing(first: number, last: number): string {
  return first === last ? `line ${first} is missing` : `lines ${first} to ${last} are missing`;
}
