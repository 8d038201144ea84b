// Appends to an open journal: lines that wait together share one way to the disk, and a failure ends all writing.
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { TrimtabError } from '../errors/index.js';
import { type KernelLock, syncDirectory } from '../util/index.js';
import { longestBatch } from './chain.js';
import { fileName, journalError } from './files.js';
import { replaceHead } from './head.js';
import { type ChainEnd, type SealedLine, seal } from './line.js';
import type { Journal, JournalEntry } from './types.js';

export interface WriterStart {
  readonly folder: string;
  /** The last line there is. */
  readonly end: ChainEnd;
  readonly rotateBytes: number;
  /** Released at the end. */
  readonly lock: KernelLock;
  /** The last file; null when there is none. */
  readonly file: string | null;
}

interface Waiting {
  readonly line: SealedLine;
  readonly resolve: () => void;
  readonly reject: (error: TrimtabError) => void;
}

/** The file that lines go to. */
interface OpenFile {
  readonly path: string;
  readonly handle: FileHandle;
  /** Bytes of the lines that count. */
  size: number;
}

export function startWriter(start: WriterStart): Journal {
  return new Writer(start);
}

class Writer implements Journal {
  private end: ChainEnd;
  private file: OpenFile | undefined;
  private waiting: Waiting[] = [];
  private writing: Promise<void> | undefined;
  private failure: TrimtabError | undefined;
  private closed = false;

  constructor(private readonly start: WriterStart) {
    this.end = start.end;
  }

  append(entry: JournalEntry): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.failure !== undefined || this.closed) {
        reject(this.failure ?? new TrimtabError('TRIMTAB_E_JOURNAL', 'the journal is closed'));
        return;
      }
      // Thrown, it rejects this append alone: the chain has not moved yet.
      const line = seal(entry, this.end);
      this.end = { seq: line.seq, hash: line.hash };
      this.waiting.push({ line, resolve, reject });
      this.writing ??= this.writeAll();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.writing;
    try {
      await this.file?.handle.close();
    } finally {
      this.file = undefined;
      await this.start.lock.release();
    }
  }

  /** Runs while lines wait. What was appended in the same turn goes together. */
  private async writeAll(): Promise<void> {
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, longestBatch);
      try {
        await this.write(batch.map(({ line }) => line));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.failure = journalError('write', this.file?.path ?? this.start.folder, error);
        for (const { reject } of [...batch, ...this.waiting.splice(0)]) reject(this.failure);
      }
    }
    this.writing = undefined;
  }

  /** First the lines, then HEAD: a crash between the two leaves lines that HEAD does not know yet, never the reverse. */
  private async write(lines: readonly SealedLine[]): Promise<void> {
    const last = lines.at(-1);
    if (last === undefined) return;
    const file = await this.fileFor(lines);
    const bytes = Buffer.concat(lines.map((line) => line.bytes));
    try {
      await file.handle.appendFile(bytes);
      await file.handle.datasync();
      await replaceHead(this.start.folder, last);
    } catch (error) {
      await takeBack(file);
      throw error;
    }
    file.size += bytes.length;
    await syncDirectory(this.start.folder);
  }

  private async fileFor(lines: readonly SealedLine[]): Promise<OpenFile> {
    const first = lines[0]?.seq ?? 1;
    this.file ??= await openFile(join(this.start.folder, this.start.file ?? fileName(first)));
    await refuseForeignBytes(this.file);
    if (this.file.size < this.start.rotateBytes || this.file.size === 0) return this.file;
    await this.file.handle.close();
    this.file = undefined;
    this.file = await openFile(join(this.start.folder, fileName(first)));
    return this.file;
  }
}

async function openFile(path: string): Promise<OpenFile> {
  const handle = await open(path, 'a');
  return { path, handle, size: (await handle.stat()).size };
}

/** The lock holds on one host only: a file that changed under our hands has another writer, and two chains do not mix. */
async function refuseForeignBytes({ path, handle, size }: OpenFile): Promise<void> {
  const now = await handle.stat();
  if (now.nlink === 0) throw new TrimtabError('TRIMTAB_E_JOURNAL_DAMAGED', `${path} was removed`);
  if (now.size === size) return;
  throw new TrimtabError('TRIMTAB_E_JOURNAL_DAMAGED', `${path} was changed by something else meanwhile`);
}

/** What failed half-way does not count. Where even this fails, the next opening finds an unfinished line. */
async function takeBack({ handle, size }: OpenFile): Promise<void> {
  try {
    await handle.truncate(size);
    await handle.datasync();
  } catch {
    // The first error is the one to report.
  }
}
