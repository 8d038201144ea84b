// Reads records of a journal one after the other, and picks those that are asked for.
import { join } from 'node:path';
import { z } from 'zod';
import { TrimtabError } from '../errors/index.js';
import {
  blocksOf,
  firstSeqOf,
  isGone,
  isUnfinished,
  type JournalFile,
  journalFolder,
  linesOf,
  listFiles,
} from './files.js';
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
}

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
 * In the order of writing. The chain is not checked: that is verifyJournal's. An unfinished last line is passed over.
 * @throws TrimtabError TRIMTAB_E_NO_JOURNAL, TRIMTAB_E_JOURNAL, or TRIMTAB_E_JOURNAL_DAMAGED at a line that is no record
 */
export async function* readJournal(
  stateDirectory: string,
  filter: JournalFilter = {},
): AsyncGenerator<JournalLine, void, undefined> {
  const picks = pickerOf(filter);
  if (filter.last === undefined) {
    for await (const line of everyLine(journalFolder(stateDirectory), filter.since))
      if (picks(line)) yield line;
    return;
  }
  let kept: JournalLine[] = [];
  for await (const line of everyLine(journalFolder(stateDirectory), filter.since)) {
    if (!picks(line)) continue;
    kept.push(line);
    // Not at every line: cutting costs as much as what is kept.
    if (kept.length >= 2 * filter.last + 1000) kept = kept.slice(-filter.last);
  }
  if (filter.last > 0) yield* kept.slice(-filter.last);
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

/** @param since of files that hold nothing of that time or later only the first and the last line are looked at */
async function* everyLine(folder: string, since = -Infinity): AsyncGenerator<JournalLine, void, undefined> {
  const { files } = await listFiles(folder);
  const wanted = since === -Infinity ? files : await reachingTo(since, folder, files);
  for (const file of wanted) {
    try {
      yield* linesOfFile(folder, file);
    } catch (error) {
      if (!isGone(error) || !(await isBeforeTheFirst(folder, file))) throw error;
    }
  }
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
  { name, size }: JournalFile,
): AsyncGenerator<JournalLine, void, undefined> {
  let number = 0;
  for await (const block of blocksOf(join(folder, name), size)) {
    if (isUnfinished(block)) break;
    for (const bytes of linesOf(block)) {
      number += 1;
      yield parseLine(bytes, join(folder, name), number);
    }
  }
}

function parseLine(bytes: Buffer, file: string, number: number): JournalLine {
  const line = lineSchema.safeParse(parseJson(bytes.toString('utf8')));
  if (line.success) return line.data;
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
