// A journal of four files, and retention at work on it as the next run of the agent would, with a way to die in the middle.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal, type Trim, type TrimOptions, trimJournal } from '../../src/audit/index.js';
import { firstFile, readAll, stateDirectory } from './journal.js';

/** Of rotatedJournalOf(12, 3). */
export const files = [firstFile, '000000000004.jsonl', '000000000007.jsonl', '000000000010.jsonl'];
export const last = files[3] ?? '';
/** The moment of the record of that number, and half a minute more. */
export const beyond = (number: number): number => Date.UTC(2026, 10, 22, 10, number, 30);
export const now = Date.UTC(2026, 10, 23);
export const denied = (): Promise<void> => Promise.reject(new Error('EACCES: permission denied, unlink'));

/** As the next run of the agent would. */
export async function trim(
  directory: string,
  before: number,
  options: Partial<TrimOptions> = {},
): Promise<Trim> {
  const { journal } = await openJournal(directory);
  try {
    return await trimJournal({ stateDirectory: directory, journal, before, now, ...options });
  } finally {
    await journal.close();
  }
}

/** Dies once so many files are removed. */
export function dyingAfter(count: number): Partial<TrimOptions> {
  let left = count;
  return {
    remove: (path) => {
      if (left-- <= 0) return denied();
      rmSync(path);
      return Promise.resolve();
    },
  };
}

export function trimmedLines(directory: string): Promise<unknown[]> {
  return readAll(directory).then((all) => all.filter(({ kind }) => kind === 'trimmed'));
}

export function copyOf(directory: string): string {
  const copy = join(stateDirectory(), 'copy');
  cpSync(directory, copy, { recursive: true });
  return copy;
}
