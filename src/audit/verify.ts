// Verifies a journal: every line, the chain through all files, and its end against HEAD or a hash kept elsewhere.
import { TrimtabError } from '../errors/index.js';
import { compareEnd, type JournalProblem, longestBatch } from './chain.js';
import {
  fileName,
  firstSeqOf,
  headName,
  journalFolder,
  type Listing,
  listFiles,
  readHeadFile,
} from './files.js';
import { parseHead } from './head.js';
import type { ChainEnd } from './line.js';
import { walkChain } from './walk.js';

/** Problems beyond these are counted only. */
const namedProblems = 100;

export interface VerifyOptions {
  /** A hash of a line, kept where nobody who can write the journal can write. */
  readonly head?: string | undefined;
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
  /** What is as a crash, or a writer at work, leaves it. */
  readonly notes: readonly string[];
}

/**
 * Reads the whole journal of a state directory; another process may be writing it.
 * @throws TrimtabError TRIMTAB_E_NO_JOURNAL, or TRIMTAB_E_JOURNAL when it cannot be read
 */
export async function verifyJournal(
  stateDirectory: string,
  options: VerifyOptions = {},
): Promise<Verification> {
  const folder = journalFolder(stateDirectory);
  const { files, strays, head: headBytes } = await snapshot(folder);
  if (files.length === 0 && strays.length === 0 && headBytes === undefined) {
    throw new TrimtabError('TRIMTAB_E_NO_JOURNAL', `there is no journal in ${folder}`);
  }
  const problems: JournalProblem[] = [];
  let problemCount = 0;
  const report = (problem: JournalProblem): void => {
    problemCount += 1;
    if (problems.length < namedProblems) problems.push(problem);
  };
  for (const file of strays) report({ file, line: null, seq: null, what: 'is no file of this journal' });
  const [first] = files;
  if (first !== undefined && firstSeqOf(first.name) > 1) {
    const what = `is the first, but the journal begins with the file ${fileName(1)}`;
    report({ file: first.name, line: null, seq: 1, what });
  }
  const head = headBytes && parseHead(headBytes);
  const seen: { given: number | null; atHead: string | null } = { given: null, atHead: null };
  const walk = await walkChain(folder, files, {
    problem: report,
    line: ({ seq, hash }) => {
      if (seq === head?.seq) seen.atHead = hash;
      if (hash === options.head) seen.given = seq;
    },
  });
  const notes: string[] = [];
  const lastFile = files.at(-1)?.name ?? fileName(1);
  if (head === undefined) report(badHead(headBytes));
  else {
    for (const problem of compareEnd(walk.end, head, seen.atHead, lastFile)) report(problem);
    const newer = walk.end.seq - head.seq;
    if (newer > 0 && newer <= longestBatch) notes.push(newerText(newer));
    if (walk.unfinished !== null && walk.end.seq >= head.seq) {
      notes.push(`${lastFile} ends with an unfinished line of ${walk.unfinished.bytes} bytes`);
    }
  }
  if (options.head !== undefined && seen.given === null) report(givenHeadLost(options.head, lastFile));
  return {
    valid: problemCount === 0,
    files: files.length,
    lines: walk.lines,
    last: walk.lines === 0 ? null : walk.end,
    givenHeadSeq: seen.given,
    problems,
    problemCount,
    notes,
  };
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

function newerText(lines: number): string {
  const subject = lines === 1 ? 'one line is' : `${lines} lines are`;
  return `${subject} newer than HEAD: they are being written, or a crash came between them and HEAD`;
}

function givenHeadLost(hash: string, file: string): JournalProblem {
  const what = `no line has the given hash ${hash}: the end was cut, or the journal was rewritten`;
  return { file, line: null, seq: null, what };
}
