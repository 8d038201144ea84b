// Finds what waits under an id, or says what became of it.

import { existsSync } from 'node:fs';
import { isForbidden, isMeant, type PendingEntry, type Queue, tooShortText } from '../../agent/index.js';
import { journalFolder, readJournal } from '../../audit/index.js';
import { TrimtabError } from '../../errors/index.js';
import { nearest } from '../../util/index.js';

/**
 * @param wanted an id, or nearly all of it
 * @throws TrimtabError TRIMTAB_E_PENDING_UNKNOWN
 */
export async function findPending(queue: Queue, stateDir: string, wanted: string): Promise<PendingEntry> {
  const { entries } = await queue.list();
  const short = tooShortText(wanted);
  if (short !== null) {
    throw new TrimtabError('TRIMTAB_E_PENDING_UNKNOWN', short, { next: 'trimtab pending has the ids.' });
  }
  const exact = entries.find(({ id }) => id === wanted);
  const found = exact === undefined ? entries.filter(({ id }) => isMeant(id, wanted)) : [exact];
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (others.length > 0) {
    const text = `${found.length} ids begin with ${JSON.stringify(wanted)}: ${found.map(({ id }) => id).join(', ')}`;
    throw new TrimtabError('TRIMTAB_E_PENDING_UNKNOWN', text, { next: 'Give more of the id.' });
  }
  const became = await whatBecame(stateDir, wanted);
  if (became !== null)
    throw new TrimtabError('TRIMTAB_E_PENDING_UNKNOWN', `${wanted} does not wait any more: ${became}`);
  const near = nearest(
    wanted,
    entries.map(({ id }) => id),
  );
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  throw new TrimtabError(
    'TRIMTAB_E_PENDING_UNKNOWN',
    `nothing waits under the id ${JSON.stringify(wanted)}${hint}`,
  );
}

/** The last that the journal says of it; null where it says nothing, or not to this user. */
async function whatBecame(stateDir: string, id: string): Promise<string | null> {
  if (!existsSync(journalFolder(stateDir))) return null;
  let last: string | null = null;
  try {
    for await (const line of readJournal(stateDir, { id })) {
      if (line.id === id) last = `${line.kind} at ${line.at}: ${String(line['text'] ?? '')}`;
    }
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError && isForbidden(thrown.cause))) throw thrown;
  }
  return last;
}
