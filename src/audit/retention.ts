// Removes the files of a journal whose last line is too old, oldest first, after a line that says so.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { asTrimtabError } from '../errors/index.js';
import { syncDirectory } from '../util/index.js';
import { firstSeqOf, type JournalFile, journalFolder, listFiles } from './files.js';
import { linesOfFile } from './read.js';
import type { Journal, JournalEntry, JournalLine } from './types.js';
import { examineJournal } from './verify.js';

export interface TrimOptions {
  readonly stateDirectory: string;
  /** The one that is open for writing. */
  readonly journal: Journal;
  /** Milliseconds since the epoch, by the clock of the machine: a file goes when its last line is older. */
  readonly before: number;
  /** Of the line that is written about it, alike. */
  readonly now: number;
  /** Aborted, nothing more is removed; what was announced the next call removes. */
  readonly signal?: AbortSignal;
  /** Tests put failing ones in its place. */
  readonly remove?: (path: string) => Promise<void>;
}

export interface Trim {
  /** Names of the files that are gone, oldest first. */
  readonly removed: readonly string[];
  /** Why something stayed that is old enough, and what to do; null where nothing did. */
  readonly stayed: { readonly text: string; readonly next: string } | null;
}

/** A file that is old enough. */
interface OldFile extends JournalFile {
  readonly last: JournalLine;
}

/**
 * Never removes the newest file, and nothing from a journal that is damaged anywhere: that is evidence. What a former call
 * announced and did not remove is removed without a further line.
 * @throws TrimtabError TRIMTAB_E_JOURNAL when the line about it cannot be written; nothing is removed then
 */
export async function trimJournal(options: TrimOptions): Promise<Trim> {
  const { journal, stateDirectory, signal } = options;
  const folder = journalFolder(stateDirectory);
  const found = await findOld(folder, options);
  if ('stayed' in found) return { removed: [], stayed: found.stayed };
  if (found.old.length === 0 || signal?.aborted === true) return { removed: [], stayed: null };
  const { old, announced } = found;
  const entry = announcementOf(old, options);
  if ((old.at(-1)?.last.seq ?? 0) > announced) await journal.append(entry);
  return await removeAll(folder, old, options);
}

/** What is old enough, and up to which line a former call has announced it; or why nothing can be removed. */
async function findOld(
  folder: string,
  { stateDirectory, before, signal }: TrimOptions,
): Promise<{ old: readonly OldFile[]; announced: number } | { stayed: Trim['stayed'] }> {
  try {
    const old = await oldFiles(folder, before);
    if (old.length === 0) return { old, announced: 0 };
    const { verification, beginning } = await examineJournal(stateDirectory, {}, signal);
    const [problem] = verification.problems;
    if (problem === undefined) return { old, announced: beginning.unfinished()?.lastSeq ?? 0 };
    const text = `nothing is removed from a damaged journal: ${join(folder, problem.file)} ${problem.what}`;
    return { stayed: { text, next: 'Run trimtab audit verify, and keep the folder as evidence.' } };
  } catch (thrown) {
    if (signal?.aborted === true) return { stayed: null };
    const { message: text, next } = asTrimtabError(thrown);
    return { stayed: { text, next } };
  }
}

/** From the beginning on, up to the first that is too young; never the newest, which is written to. */
async function oldFiles(folder: string, before: number): Promise<readonly OldFile[]> {
  const old: OldFile[] = [];
  for (const file of (await listFiles(folder)).files.slice(0, -1)) {
    let last: JournalLine | undefined;
    for await (const line of linesOfFile(folder, file)) last = line;
    if (last === undefined || Date.parse(last.at) >= before) break;
    old.push({ ...file, last });
  }
  return old;
}

function announcementOf(old: readonly OldFile[], { before, now }: TrimOptions): JournalEntry {
  const firstSeq = firstSeqOf(old[0]?.name ?? '1');
  const { seq: lastSeq = 0, hash: lastHash } = old.at(-1)?.last ?? {};
  const files = `${old.length} file${old.length === 1 ? '' : 's'}`;
  const text = `lines ${firstSeq} to ${lastSeq} (${files}) are older than ${new Date(before).toISOString()} and are removed`;
  const body = { firstSeq, lastSeq, lastHash, lines: lastSeq - firstSeq + 1, files: old.length, text };
  return { kind: 'trimmed', at: new Date(now).toISOString(), id: null, topology: null, body };
}

/** One after the other, each for good before the next: whatever a crash leaves, what is missing is the beginning. */
async function removeAll(
  folder: string,
  old: readonly OldFile[],
  { signal, remove = (path) => rm(path, { force: true }) }: TrimOptions,
): Promise<Trim> {
  const removed: string[] = [];
  for (const { name } of old) {
    if (signal?.aborted === true) break;
    try {
      await remove(join(folder, name));
      await syncDirectory(folder);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const text = `${join(folder, name)} is older than agent.keepJournal and cannot be removed: ${reason}`;
      const next = 'Let the user of Trimtab remove files in that folder; it tries again every day.';
      return { removed, stayed: { text, next } };
    }
    removed.push(name);
  }
  return { removed, stayed: null };
}
