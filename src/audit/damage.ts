// Says as an error that a journal is not as it was written, and where first.
import { join } from 'node:path';
import { TrimtabError } from '../errors/index.js';
import type { JournalProblem } from './chain.js';
import { journalFolder } from './files.js';
import { verifyJournal } from './verify.js';

/** @param others how many problems there are beside this one */
export function damaged(folder: string, { file, line, what }: JournalProblem, others = 0): TrimtabError {
  const place = line === null ? '' : ` line ${line}`;
  // What is said of other lines than the one at that place is a sentence of its own.
  const colon = /^lines? /.test(what) ? ':' : '';
  const more = others === 0 ? '' : `, and ${others} more problem${others === 1 ? '' : 's'}`;
  return new TrimtabError(
    'TRIMTAB_E_JOURNAL_DAMAGED',
    `${join(folder, file)}${place}${colon} ${what}${more}`,
  );
}

/**
 * Verifies a journal: every line, the chain, and its end against HEAD.
 * @param from the number of a line: files that end before it are not looked at; undefined: all are
 * @returns TRIMTAB_E_JOURNAL_DAMAGED, not thrown; null where it is as it was written
 * @throws TrimtabError TRIMTAB_E_NO_JOURNAL, or TRIMTAB_E_JOURNAL when it cannot be read
 */
export async function damageOf(stateDirectory: string, from?: number): Promise<TrimtabError | null> {
  const { problems, problemCount } = await verifyJournal(stateDirectory, { from });
  const [first] = problems;
  return first === undefined ? null : damaged(journalFolder(stateDirectory), first, problemCount - 1);
}
