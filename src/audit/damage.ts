// Says as an error that a journal is not as it was written, and where first.
import { join } from 'node:path';
import { TrimtabError } from '../errors/index.js';
import type { JournalProblem } from './chain.js';

export function damaged(folder: string, { file, line, what }: JournalProblem): TrimtabError {
  const place = line === null ? '' : ` line ${line}`;
  // What is said of other lines than the one at that place is a sentence of its own.
  const colon = /^lines? /.test(what) ? ':' : '';
  return new TrimtabError(
    'TRIMTAB_E_JOURNAL_DAMAGED',
    `${join(folder, file)}${place}${colon} ${what}`,
  );
}
