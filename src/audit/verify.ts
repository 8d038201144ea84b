// Verifies a journal: every line, the chain through all files, and its end against HEAD or a hash kept elsewhere.
import { Beginning, type Trimmed } from './beginning.js';
import { compareEnd, type JournalProblem, longestBatch } from './chain.js';
import {
  fileName,
  filesFrom,
  headName,
  isGone,
  journalFolder,
  type Listing,
  listFiles,
  noJournal,
  readHeadFile,
} from './files.js';
import { parseHead } from './head.js';
import type { ChainEnd } from './line.js';
import { type Walk, walkChain } from './walk.js';

/** Problems beyond these are counted only. */
const namedProblems = 100;

export interface VerifyOptions {
  /** A hash of a line, kept where nobody who can write the journal can write. */
  readonly head?: string | undefined;
  /** The number of a line: what stands in files that end before it is not looked at; undefined: all is. */
  readonly from?: number | undefined;
}

export interface Verification {
  readonly valid: boolean;
  readonly files: number;
  readonly lines: number;
  /** The last line; null when there is none. */
  readonly last: ChainEnd | null;
  /** The number of the line that has the given hash; null when none was given or none has it. */
  readonly givenHeadSeq: number | null;
  /** The first hundred. */
  readonly problems: readonly JournalProblem[];
  readonly problemCount: number;
  /** null where nothing is missing before the first line. */
  readonly trimmed: Trimmed | null;
  /** What is as a crash, a writer at work, or retention leaves it. */
  readonly notes: readonly string[];
}

/**
 * Reads the journal of a state directory, all of it unless it is told where to begin; another process may be writing it.
 * @throws TrimtabError TRIMTAB_E_NO_JOURNAL, or TRIMTAB_E_JOURNAL when it cannot be read
 */
export async function verifyJournal(
  stateDirectory: string,
  options: VerifyOptions = {},
): Promise<Verification> {
  return (await examineJournal(stateDirectory, options)).verification;
}

export interface Examined {
  readonly verification: Verification;
  readonly beginning: Beginning;
}

/** Retention removes a file at a time, so that a walk meets it a few times at most. */
const mostWalks = 10;

/**
 * Verifies, and keeps what was learned of the beginning.
 * @param signal ends it early, with its reason
 * @throws TrimtabError as verifyJournal
 */
export async function examineJournal(
  stateDirectory: string,
  options: VerifyOptions = {},
  signal?: AbortSignal,
): Promise<Examined> {
  for (let walks = 1; ; walks++) {
    try {
      return await examineOnce(journalFolder(stateDirectory), options, signal);
    } catch (error) {
      if (!isGone(error) || walks === mostWalks) throw error;
    }
  }
}

async function examineOnce(folder: string, options: VerifyOptions, signal?: AbortSignal): Promise<Examined> {
  const { files: all, strays, head: headBytes } = await snapshot(folder);
  const files = options.from === undefined ? all : filesFrom(all, options.from);
  if (files.length === 0 && strays.length === 0 && headBytes === undefined) {
    throw noJournal(folder);
  }
  const problems: JournalProblem[] = [];
  let problemCount = 0;
  const report = (problem: JournalProblem): void => {
    problemCount += 1;
    if (problems.length < namedProblems) problems.push(problem);
  };
  for (const file of strays) report({ file, line: null, seq: null, what: 'is no file of this journal' });
  const head = headBytes && parseHead(headBytes);
  const seen: { given: number | null; atHead: string | null } = { given: null, atHead: null };
  const beginning = new Beginning(files);
  const walk = await walkChain(folder, files, {
    problem: report,
    line: (line, bytes) => {
      signal?.throwIfAborted();
      if (line.seq === head?.seq) seen.atHead = line.hash;
      if (line.hash === options.head) seen.given = line.seq;
      beginning.take(line, bytes);
    },
  });
  const { trimmed, problem: cut, notes: notesOnBeginning } = beginning.verdict();
  const notes = [...notesOnBeginning];
  // What comes before a part is not looked at.
  if (cut !== null && files.length === all.length) report(cut);
  // The last of the removed lines is known by its hash still.
  if (trimmed !== null && beginning.follows(options.head)) seen.given = trimmed.lines;
  const lastFile = files.at(-1)?.name ?? fileName(1);
  if (head === undefined) report(badHead(headBytes));
  else {
    for (const problem of compareEnd(walk.end, head, seen.atHead, lastFile)) report(problem);
    notes.push(...notesOnEnd(walk, head, lastFile));
  }
  if (options.head !== undefined && seen.given === null) {
    report(givenHeadLost(options.head, lastFile, trimmed?.lines ?? 0));
  }
  const verification = {
    valid: problemCount === 0,
    files: files.length,
    lines: walk.lines,
    last: walk.lines === 0 ? null : walk.end,
    givenHeadSeq: seen.given,
    problems,
    problemCount,
    trimmed,
    notes,
  };
  return { verification, beginning };
}

interface Snapshot extends Listing {
  readonly head: Buffer | undefined;
}

/** Sizes and HEAD of one moment, between two writes: the lines after HEAD are then at most those of one batch. */
async function snapshot(folder: string): Promise<Snapshot> {
  let head = await readHeadFile(folder);
  for (let attempt = 0; ; attempt++) {
    const listing = await listFiles(folder);
    const now = await readHeadFile(folder);
    if (attempt === 100 || now === head || (now !== undefined && head?.equals(now))) {
      return { ...listing, head };
    }
    head = now;
  }
}

/** Why HEAD cannot be compared with. */
function badHead(bytes: Buffer | undefined): JournalProblem {
  const what = bytes === undefined ? 'is missing' : 'is not as Trimtab wrote it';
  return { file: headName, line: null, seq: null, what };
}

/** What a crash, or a writer at work, leaves there. */
function notesOnEnd({ end, unfinished }: Walk, head: ChainEnd, lastFile: string): readonly string[] {
  const newer = end.seq - head.seq;
  return [
    ...(newer > 0 && newer <= longestBatch ? [newerText(newer)] : []),
    ...(unfinished !== null && newer >= 0
      ? [`${lastFile} ends with an unfinished line of ${unfinished.bytes} bytes`]
      : []),
  ];
}

function newerText(lines: number): string {
  const subject = lines === 1 ? 'one line is' : `${lines} lines are`;
  return `${subject} newer than HEAD: they are being written, or a crash came between them and HEAD`;
}

/** @param removed how many lines retention has removed: the hash may be of one of them */
function givenHeadLost(hash: string, file: string, removed: number): JournalProblem {
  const orRemoved = removed === 0 ? '' : `, or retention has removed it (lines 1 to ${removed})`;
  const what = `no line has the given hash ${hash}: the end was cut, or the journal was rewritten${orRemoved}`;
  return { file, line: null, seq: null, what };
}
