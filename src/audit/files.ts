// Where the journal lies in a state directory: files named by the number of their first line, and HEAD beside them.
import { type FileHandle, open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TrimtabError } from '../errors/index.js';

export const headName = 'HEAD';

export function journalFolder(stateDirectory: string): string {
  return join(stateDirectory, 'journal');
}

/** The file that begins with that line. Names sort as their lines follow each other. */
export function fileName(firstSeq: number): string {
  return `${String(firstSeq).padStart(12, '0')}.jsonl`;
}

/** The number of the first line of a file of that name. */
export function firstSeqOf(name: string): number {
  return Number.parseInt(name, 10);
}

/** Those that hold the line of that number, or later ones; all where the first begins later. */
export function filesFrom(files: readonly JournalFile[], seq: number): readonly JournalFile[] {
  const start = files.findLastIndex(({ name }) => firstSeqOf(name) <= seq);
  return files.slice(Math.max(0, start));
}

export interface JournalFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
}

export interface Listing {
  /** In the order of their lines. */
  readonly files: readonly JournalFile[];
  /** What lies there under the name of a journal file but is none. */
  readonly strays: readonly string[];
}

/** @throws TrimtabError TRIMTAB_E_NO_JOURNAL when there is no such folder, TRIMTAB_E_JOURNAL when it cannot be read */
export async function listFiles(folder: string): Promise<Listing> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort();
    const ours = names.filter((name) => /^\d{12}\.jsonl$/.test(name));
    const files = (await Promise.all(ours.map((name) => fileOf(folder, name)))).filter((f) => f !== null);
    return { files, strays: names.filter((name) => !ours.includes(name)) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw noJournal(folder);
    }
    throw journalError('read', folder, error);
  }
}

/** @throws TrimtabError TRIMTAB_E_NO_JOURNAL for a folder in which nothing of a journal lies, too; TRIMTAB_E_JOURNAL */
export async function refuseEmpty(stateDirectory: string): Promise<void> {
  const folder = journalFolder(stateDirectory);
  const { files, strays } = await listFiles(folder);
  if (files.length + strays.length === 0 && (await readHeadFile(folder)) === undefined)
    throw noJournal(folder);
}

export function noJournal(folder: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_NO_JOURNAL', `there is no journal in ${folder}`);
}

/** null where retention has removed it since its name was read. */
async function fileOf(folder: string, name: string): Promise<JournalFile | null> {
  try {
    return { name, size: (await stat(join(folder, name))).size };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Whether a file that was listed is no longer there: retention removes files while others read. */
export function isGone(error: unknown): boolean {
  return (
    error instanceof TrimtabError && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
  );
}

/** undefined where there is none. */
export async function readHeadFile(folder: string): Promise<Buffer | undefined> {
  const file = join(folder, headName);
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw journalError('read', file, error);
  }
}

const blockBytes = 1024 * 1024;
const lineFeed = 0x0a;

/**
 * The first `size` bytes of a file, in blocks that end with a line feed; only the last may lack it, and is then nothing but an
 * unfinished line. A block is overwritten by the next.
 * @throws TrimtabError TRIMTAB_E_JOURNAL when the file cannot be read
 */
export async function* blocksOf(file: string, size: number): AsyncGenerator<Buffer, void, undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    let buffer = Buffer.allocUnsafe(Math.min(size, blockBytes));
    let filled = 0;
    for (let position = 0; position < size; ) {
      if (filled === buffer.length) buffer = Buffer.concat([buffer], 2 * buffer.length);
      const wanted = Math.min(buffer.length - filled, size - position);
      const { bytesRead } = await handle.read(buffer, filled, wanted, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      filled += bytesRead;
      const end = buffer.lastIndexOf(lineFeed, filled - 1) + 1;
      if (end === 0) continue;
      yield buffer.subarray(0, end);
      buffer.copyWithin(0, end, filled);
      filled -= end;
    }
    if (filled > 0) yield buffer.subarray(0, filled);
  } catch (error) {
    throw journalError('read', file, error);
  } finally {
    await handle?.close();
  }
}

export function isUnfinished(block: Buffer): boolean {
  return block.at(-1) !== lineFeed;
}

/** The lines of a block of whole lines, without their line feeds. */
export function* linesOf(block: Buffer): Generator<Buffer, void, undefined> {
  for (let start = 0; start < block.length; ) {
    const end = block.indexOf(lineFeed, start);
    yield block.subarray(start, end);
    start = end + 1;
  }
}

/** What the file system refused, as an error of the journal. */
export function journalError(action: 'read' | 'write', file: string, cause: unknown): TrimtabError {
  if (cause instanceof TrimtabError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TrimtabError('TRIMTAB_E_JOURNAL', `cannot ${action} ${file}: ${reason}`, { cause });
}
