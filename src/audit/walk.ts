// Walks the chain through the files of a journal and names every place where it breaks.
import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import { type Expected, follow, followFile, type JournalProblem, startOf } from './chain.js';
import { blocksOf, fileName, isUnfinished, type JournalFile, linesOf } from './files.js';
import type { ChainEnd, SoundLine } from './line.js';

/** What a file ends with when its last line has no line feed. */
export interface Unfinished {
  readonly file: string;
  /** Where it begins, in bytes. */
  readonly offset: number;
  readonly bytes: number;
}

export interface Walk {
  readonly lines: number;
  /** The last line there is; its hash is empty when it cannot be read. */
  readonly end: ChainEnd;
  /** Of the last file alone: in an earlier one it is a problem. */
  readonly unfinished: Unfinished | null;
}

export interface WalkListener {
  /** Told of every problem, in order. */
  problem(problem: JournalProblem): void;
  /** Told of every sound line that stands in its place or after a gap, with its bytes, which the next block overwrites. */
  line(line: SoundLine, bytes: Buffer): void;
}

/** @param files of the folder, in order; the walk may begin with any of them */
export async function walkChain(
  folder: string,
  files: readonly JournalFile[],
  listener: WalkListener,
): Promise<Walk> {
  let expected = startOf(files[0]?.name ?? fileName(1));
  let lines = 0;
  let unfinished: Unfinished | null = null;
  for (const [index, file] of files.entries()) {
    const { name } = file;
    const { next, problem } = followFile(name, expected);
    if (problem !== null) listener.problem({ file: name, line: null, ...problem });
    const walked = await walkFile(folder, file, next, listener);
    expected = walked.expected;
    lines += walked.lines;
    unfinished = walked.unfinished;
    if (index === files.length - 1) break;
    const fault = unfinished ? 'ends in the middle of a line' : walked.lines === 0 ? 'is empty' : null;
    if (fault === null) continue;
    listener.problem({
      file: name,
      line: null,
      seq: expected.seq,
      what: `${fault}, though another file follows`,
    });
  }
  return { lines, end: { seq: expected.seq - 1, hash: expected.prev ?? '' }, unfinished };
}

interface WalkedFile extends Pick<Walk, 'lines' | 'unfinished'> {
  readonly expected: Expected;
}

async function walkFile(
  folder: string,
  { name, size }: JournalFile,
  start: Expected,
  listener: WalkListener,
): Promise<WalkedFile> {
  let expected = start;
  let lines = 0;
  let offset = 0;
  for await (const block of blocksOf(join(folder, name), size)) {
    if (isUnfinished(block)) {
      return { expected, lines, unfinished: { file: name, offset, bytes: block.length } };
    }
    const allUtf8 = isUtf8(block);
    for (const bytes of linesOf(block)) {
      lines += 1;
      const { next, line, problem } = follow(bytes, allUtf8 || isUtf8(bytes), expected);
      expected = next;
      if (line !== null) listener.line(line, bytes);
      if (problem !== null) listener.problem({ file: name, line: lines, ...problem });
    }
    offset += block.length;
  }
  return { expected, lines, unfinished: null };
}
