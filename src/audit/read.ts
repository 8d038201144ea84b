// Reads records of a journal one after the other, and picks those that are asked for.
import { join } from 'node:path';
import { z } from 'zod';
import { TrimtabError } from '../errors/index.js';
import {
  blocksOf,
  filesFrom,
  firstSeqOf,
  isGone,
  isUnfinished,
  type JournalFile,
  journalFolder,
  linesOf,
  listFiles,
} from './files.js';
import { glanceFor, timeOfId } from './glance.js';
import { lastAt } from './last-at.js';
import { type JournalKind, type JournalLine, journalKinds } from './types.js';

/** What is left out picks everything. */
export interface JournalFilter {
  readonly kinds?: readonly JournalKind[] | undefined;
  /** Whether a topology is meant. */
  readonly isTopology?: ((topology: NonNullable<JournalLine['topology']>) => boolean) | undefined;
  readonly cluster?: string | undefined;
  /** How the id of a decision begins. */
  readonly id?: string | undefined;
  /** Milliseconds since the epoch; the moment itself belongs to it. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** The last so many of those that the rest picks. */
  readonly last?: number | undefined;
  /** The number of a line: files that end before it are not read. */
  readonly from?: number | undefined;
  /** By the bytes of a line, without its line feed: it is not read. Asked of each when those before it were told. */
  readonly passesOver?: ((line: Buffer) => boolean) | undefined;
  /** Told of each file that is read, by the number of its first line: what is read rests on those alone. */
  readonly onFile?: ((firstSeq: number) => void) | undefined;
}

/** Nothing of an id is written before it is made, unless the clock is set back in between. */
const idMarginMs = 24 * 3600_000;

const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
const lineSchema = z.looseObject({
  seq: z.int().positive(),
  at: z.iso.datetime(),
  kind: z.enum(journalKinds),
  id: z.string().nullable(),
  topology: z.looseObject({ cluster: z.string(), name: z.string(), id: z.string() }).nullable(),
  prev: hashSchema,
  hash: hashSchema,
});

/**
 * In the order of writing. The chain is not checked: that is verifyJournal's. An unfinished last line is passed over. What is asked for by its
 * kind or id is looked for in the bytes of a line, what by its last records in the newest files first, and what by an id that begins with its
 * time in the files from then on: a line that is not read is not found to be none, either.
 * @throws TrimtabError TRIMTAB_E_NO_JOURNAL, TRIMTAB_E_JOURNAL, or TRIMTAB_E_JOURNAL_DAMAGED at a line that is no record
 */
export async function* readJournal(
  stateDirectory: string,
  filter: JournalFilter = {},
): AsyncGenerator<JournalLine, void, undefined> {
  for await (const { line } of readTexts(stateDirectory, filter)) yield line;
}

/** A record, and the text that it was read from, without the line feed: of a damaged journal it need not be what Trimtab would write. */
export interface ReadText {
  readonly line: JournalLine;
  readonly text: string;
}

/** As readJournal, with their texts. */
export async function* readTexts(
  stateDirectory: string,
  filter: JournalFilter = {},
): AsyncGenerator<ReadText, void, undefined> {
  const folder = journalFolder(stateDirectory);
  const { files: all } = await listFiles(folder);
  const { last, since, from = 0 } = filter;
  const after = filesFrom(all, from);
  const files = since === undefined ? after : await reachingTo(since, folder, after);
  for (const part of await partsFor(filter.id, folder, files)) {
    let isFound = false;
    for await (const read of last === undefined
      ? pickedOf(folder, part, filter)
      : lastOf(folder, part, filter, last)) {
      isFound = true;
      yield read;
    }
    if (isFound) return;
  }
}

/**
 * What may be looked through one after the other, until something is found: first the files since the id was made. By a clock that was ahead then
 * it may stand before them.
 */
async function partsFor(
  id: string | undefined,
  folder: string,
  files: readonly JournalFile[],
): Promise<readonly (readonly JournalFile[])[]> {
  const made = id === undefined ? Number.NaN : timeOfId(id);
  if (Number.isNaN(made)) return [files];
  const [first] = await reachingTo(made - idMarginMs, folder, files);
  const start = first === undefined ? files.length : files.indexOf(first);
  return [files.slice(start), files.slice(0, start)];
}

async function* pickedOf(
  folder: string,
  files: readonly JournalFile[],
  filter: JournalFilter,
): AsyncGenerator<ReadText, void, undefined> {
  const [picks, mayFit] = [pickerOf(filter), glanceFor(filter)];
  for (const file of files) {
    filter.onFile?.(firstSeqOf(file.name));
    try {
      for await (const read of textsOfFile(folder, file, mayFit)) if (picks(read.line)) yield read;
    } catch (error) {
      if (!isGone(error) || !(await isBeforeTheFirst(folder, file))) throw error;
    }
  }
}

/** From the newest file backwards, until there are as many. */
async function* lastOf(
  folder: string,
  files: readonly JournalFile[],
  filter: JournalFilter,
  wanted: number,
): AsyncGenerator<ReadText, void, undefined> {
  let kept: ReadText[] = [];
  for (const file of files.toReversed()) {
    const missing = wanted - kept.length;
    if (missing <= 0) break;
    let own: ReadText[] = [];
    for await (const read of pickedOf(folder, [file], filter)) {
      own.push(read);
      // Not at every line: cutting costs as much as what is kept.
      if (own.length >= 2 * missing + 1000) own = own.slice(-missing);
    }
    kept = [...own.slice(-missing), ...kept];
  }
  yield* kept;
}

function pickerOf(filter: JournalFilter): (line: JournalLine) => boolean {
  const { isTopology, cluster, id, since = -Infinity, until = Infinity } = filter;
  const kinds = filter.kinds && new Set(filter.kinds);
  const timed = filter.since !== undefined || filter.until !== undefined;
  return (line) => {
    if (kinds?.has(line.kind) === false) return false;
    if (isTopology !== undefined && (line.topology === null || !isTopology(line.topology))) return false;
    if (cluster !== undefined && line.topology?.cluster !== cluster) return false;
    if (id !== undefined && line.id?.startsWith(id) !== true) return false;
    if (!timed) return true;
    const at = Date.parse(line.at);
    return at >= since && at <= until;
  };
}

/**
 * Lines follow each other in time, so a file is old whose beginning, end and successor are. A clock that was set back shows in one of them,
 * unless it was ahead within one file alone.
 */
async function reachingTo(
  since: number,
  folder: string,
  files: readonly JournalFile[],
): Promise<JournalFile[]> {
  const wanted: JournalFile[] = [];
  let began = NaN;
  for (const [index, file] of files.entries()) {
    const next = files[index + 1];
    if (index === 0) began = await beganAt(folder, file);
    const nextBegan = next === undefined ? NaN : await beganAt(folder, next);
    const isOld = began <= nextBegan && nextBegan < since;
    if (!isOld || !((await lastAt(join(folder, file.name), file.size)) < since)) wanted.push(file);
    began = nextBegan;
  }
  return wanted;
}

/** Of its first line; NaN where that cannot be read, for which the reading of the file gives the reason. */
async function beganAt(folder: string, file: JournalFile): Promise<number> {
  try {
    for await (const { at } of linesOfFile(folder, file)) return Date.parse(at);
  } catch (error) {
    if (!(error instanceof TrimtabError)) throw error;
  }
  return NaN;
}

export interface JournalPart {
  /** The number of the first line of a file, by its name. */
  readonly firstSeq: number;
  /** When that line was written, milliseconds since the epoch; NaN where it cannot be read. */
  began(): Promise<number>;
}

/**
 * The files of a journal, oldest first.
 * @throws TrimtabError TRIMTAB_E_NO_JOURNAL, TRIMTAB_E_JOURNAL
 */
export async function journalParts(stateDirectory: string): Promise<readonly JournalPart[]> {
  const folder = journalFolder(stateDirectory);
  const { files } = await listFiles(folder);
  return files.map((file) => ({ firstSeq: firstSeqOf(file.name), began: () => beganAt(folder, file) }));
}

/** Of a file that was listed: retention removes from the beginning. */
async function isBeforeTheFirst(folder: string, { name }: JournalFile): Promise<boolean> {
  const [first] = (await listFiles(folder)).files;
  return first !== undefined && firstSeqOf(first.name) > firstSeqOf(name);
}

/**
 * The records of one file. An unfinished last line is passed over.
 * @throws TrimtabError TRIMTAB_E_JOURNAL, or TRIMTAB_E_JOURNAL_DAMAGED at a line that is no record
 */
export async function* linesOfFile(
  folder: string,
  file: JournalFile,
): AsyncGenerator<JournalLine, void, undefined> {
  for await (const { line } of textsOfFile(folder, file)) yield line;
}

/** @param mayFit by the bytes of a line; the others are passed over unread */
async function* textsOfFile(
  folder: string,
  { name, size }: JournalFile,
  mayFit: (line: Buffer) => boolean = () => true,
): AsyncGenerator<ReadText, void, undefined> {
  let number = 0;
  for await (const block of blocksOf(join(folder, name), size)) {
    if (isUnfinished(block)) break;
    for (const bytes of linesOf(block)) {
      number += 1;
      if (!mayFit(bytes)) continue;
      yield parseLine(bytes, join(folder, name), number);
    }
  }
}

function parseLine(bytes: Buffer, file: string, number: number): ReadText {
  const text = bytes.toString('utf8');
  const line = lineSchema.safeParse(parseJson(text));
  if (line.success) return { line: line.data, text };
  const [issue] = line.error.issues;
  const where = issue && issue.path.length > 0 ? ` (${issue.path.join('.')})` : '';
  throw new TrimtabError('TRIMTAB_E_JOURNAL_DAMAGED', `${file} line ${number} is no record${where}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
