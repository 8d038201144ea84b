// Opens the journal of a state directory for writing: takes its lock, checks its end, and mends what a crash may leave.
import { mkdir, open, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TrimtabError } from '../errors/index.js';
import { acquireLock, holderOf, type KernelLock, syncDirectory } from '../util/index.js';
import { compareEnd, type JournalProblem } from './chain.js';
import { damaged } from './damage.js';
import {
  firstSeqOf,
  headName,
  type JournalFile,
  journalError,
  journalFolder,
  listFiles,
  readHeadFile,
} from './files.js';
import { isUnfinishedHead, parseHead, replaceHead } from './head.js';
import { type ChainEnd, emptyChain } from './line.js';
import type { Journal } from './types.js';
import { type Unfinished, type Walk, walkChain } from './walk.js';
import { startWriter } from './writer.js';

export interface JournalOptions {
  /** A file that has grown to this gets no further line; the next file takes over. */
  readonly rotateBytes?: number;
}

export interface OpenedJournal {
  readonly journal: Journal;
  /** What a crash had left, and what became of it. */
  readonly recovered: {
    /** The beginning of a line that was never finished, moved out of the journal. */
    readonly setAside: { readonly file: string; readonly bytes: number } | null;
    /** Whole lines that HEAD did not know yet; they count now. */
    readonly linesNewerThanHead: number;
  };
}

const defaultRotateBytes = 16 * 1024 * 1024;

/**
 * Creates the journal where there is none. Checks the end of the chain, from the start of the file that HEAD points into;
 * `verifyJournal` checks all of it.
 * @throws TrimtabError TRIMTAB_E_LOCKED when another process writes it, TRIMTAB_E_JOURNAL_DAMAGED when its end is not what
 *   Trimtab or a crash leaves, TRIMTAB_E_JOURNAL when it cannot be read or written
 */
export async function openJournal(
  stateDirectory: string,
  { rotateBytes = defaultRotateBytes }: JournalOptions = {},
): Promise<OpenedJournal> {
  const folder = journalFolder(stateDirectory);
  const lock = await lockFolder(folder, stateDirectory).catch((error: unknown) => {
    throw journalError('write', folder, error);
  });
  try {
    await removeUnfinishedHeads(folder);
    const { files, head } = await readEnd(folder);
    const { end, unfinished } = await checkEnd(folder, files, head);
    const setAside = unfinished && (await moveOut(folder, unfinished));
    // Also where nothing is to be caught up: a folder that cannot be written is noticed now.
    await replaceHead(folder, end);
    await syncDirectory(folder);
    const last = files.at(-1);
    const journal = startWriter({ folder, end, rotateBytes, lock, file: last?.name ?? null });
    return { journal, recovered: { setAside, linesNewerThanHead: end.seq - head.seq } };
  } catch (error) {
    await lock.release();
    throw journalError('write', folder, error);
  }
}

/** Who writes the journal of a state directory, as it says itself; null where nobody does. */
export async function journalHolder(stateDirectory: string): Promise<string | null> {
  const folder = await realpath(journalFolder(stateDirectory)).catch(() => null);
  return folder === null ? null : await holderOf(lockKey(folder));
}

/** @param folder its real path */
function lockKey(folder: string): string {
  return `journal ${folder}`;
}

async function lockFolder(folder: string, stateDirectory: string): Promise<KernelLock> {
  await mkdir(folder, { recursive: true });
  const about = `pid ${process.pid}, state directory ${stateDirectory}`;
  const lock = await acquireLock(lockKey(await realpath(folder)), about);
  if ('release' in lock) return lock;
  throw new TrimtabError('TRIMTAB_E_LOCKED', `the journal ${folder} is written by ${lock.heldBy}`, {
    next: 'Only one process writes a journal: end that one, or use another state directory.',
  });
}

async function removeUnfinishedHeads(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter(isUnfinishedHead);
  await Promise.all(names.map((name) => rm(join(folder, name))));
}

interface JournalEnd {
  readonly files: readonly JournalFile[];
  readonly head: ChainEnd;
}

/** HEAD is written before the first line, so that lines without it are damage. */
async function readEnd(folder: string): Promise<JournalEnd> {
  const { files } = await listFiles(folder);
  const bytes = await readHeadFile(folder);
  if (bytes === undefined) {
    if (files.length > 0)
      throw damaged(folder, { file: headName, line: null, seq: null, what: 'is missing' });
    await replaceHead(folder, emptyChain);
    return { files, head: emptyChain };
  }
  const head = parseHead(bytes);
  if (head !== undefined) return { files, head };
  throw damaged(folder, { file: headName, line: null, seq: null, what: 'is not as Trimtab wrote it' });
}

async function checkEnd(folder: string, files: readonly JournalFile[], head: ChainEnd): Promise<Walk> {
  const problems: JournalProblem[] = [];
  const start = files.findLastIndex((file) => firstSeqOf(file.name) <= Math.max(1, head.seq));
  const walked = start < 0 ? files : files.slice(start);
  let atHead: string | null = null;
  const walk = await walkChain(folder, walked, {
    problem: (problem) => problems.push(problem),
    line: ({ seq, hash }) => {
      if (seq === head.seq) atHead = hash;
    },
  });
  problems.push(...compareEnd(walk.end, head, atHead, walked.at(-1)?.name ?? headName));
  // Where nothing of what HEAD names is there, no line contradicts it either.
  if (start < 0 && head.seq > 0)
    problems.push({
      file: walked[0]?.name ?? headName,
      line: null,
      seq: head.seq,
      what: `begins after line ${head.seq}, which HEAD names`,
    });
  const [first] = problems;
  if (first !== undefined) throw damaged(folder, first);
  return walk;
}

/** Keeps the bytes in a file of their own before they leave the journal. */
async function moveOut(folder: string, { file, offset, bytes }: Unfinished) {
  const path = join(folder, file);
  const handle = await open(path, 'r+');
  try {
    const content = Buffer.alloc(bytes);
    await handle.read(content, 0, bytes, offset);
    const aside = await writeNew(`${path}.unfinished-${offset}`, content);
    await handle.truncate(offset);
    await handle.sync();
    return { file: aside, bytes };
  } finally {
    await handle.close();
  }
}

/** Under that name, or with a number behind it where it is taken. */
async function writeNew(path: string, content: Buffer): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? path : `${path}-${number}`;
    try {
      await writeFile(name, content, { flag: 'wx', flush: true });
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
