// A journal in a directory of its own, its lines as text, and a way to write them back changed.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import {
  type JournalEntry,
  type JournalLine,
  type JournalOptions,
  openJournal,
  readJournal,
} from '../../src/audit/index.js';
import { type ErrorCode, TrimtabError } from '../../src/errors/index.js';

const directories: string[] = [];
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

export function stateDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-audit-'));
  directories.push(directory);
  return directory;
}

export const topology = { cluster: 'prod', name: 'wordcount', id: 'wordcount-1-1700000000' };

/** A record one minute after the one of the number before. */
export function entry(number: number, own: Partial<JournalEntry> = {}): JournalEntry {
  const at = new Date(Date.UTC(2026, 10, 22, 10, number)).toISOString();
  return { kind: 'decided', at, id: `20261122T10-${number}`, topology, body: { number }, ...own };
}

/** Appended at once, and the journal closed. */
export async function write(
  directory: string,
  entries: readonly JournalEntry[],
  options: JournalOptions = {},
): Promise<void> {
  const { journal } = await openJournal(directory, options);
  for (const one of entries) await journal.append(one);
  await journal.close();
}

/** A journal of so many lines, all in one file. */
export async function journalOf(lines: number): Promise<string> {
  const directory = stateDirectory();
  const { journal } = await openJournal(directory);
  await Promise.all(Array.from({ length: lines }, (_, i) => journal.append(entry(i + 1))));
  await journal.close();
  return directory;
}

/** A file for each list of records. */
export async function filesOf(...files: readonly (readonly JournalEntry[])[]): Promise<string> {
  const directory = stateDirectory();
  for (const entries of files) {
    const { journal } = await openJournal(directory, { rotateBytes: 1 });
    await Promise.all(entries.map((one) => journal.append(one)));
    await journal.close();
  }
  return directory;
}

/** A journal of so many lines, so many to a file. */
export async function rotatedJournalOf(lines: number, linesPerFile: number): Promise<string> {
  const directory = stateDirectory();
  // Each time it is opened anew, so that rotation does not depend on the length of lines.
  for (let first = 1; first <= lines; first += linesPerFile) {
    const { journal } = await openJournal(directory, { rotateBytes: 1 });
    const count = Math.min(linesPerFile, lines - first + 1);
    await Promise.all(Array.from({ length: count }, (_, i) => journal.append(entry(first + i))));
    await journal.close();
  }
  return directory;
}

export const firstFile = '000000000001.jsonl';

export function pathOf(directory: string, name = firstFile): string {
  return join(directory, 'journal', name);
}

export function names(directory: string): readonly string[] {
  return readdirSync(join(directory, 'journal')).sort();
}

/** The lines of a file, without their line feeds. */
export function linesIn(directory: string, name = firstFile): string[] {
  return readFileSync(pathOf(directory, name), 'utf8').split('\n').slice(0, -1);
}

export function writeLines(directory: string, lines: readonly string[], name = firstFile): void {
  writeFileSync(pathOf(directory, name), lines.map((line) => `${line}\n`).join(''));
}

export async function collect(lines: AsyncIterable<JournalLine>): Promise<JournalLine[]> {
  const all: JournalLine[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

export function readAll(directory: string): Promise<JournalLine[]> {
  return collect(readJournal(directory));
}

/** What was refused, with its code checked. */
export async function refusal(act: Promise<unknown>, code: ErrorCode): Promise<TrimtabError> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TrimtabError && error.code === code) return error;
  throw new Error(`expected ${code}, got ${String(error)}`);
}
