// The other decisions of a state directory about the topology of one that is explained.
import { existsSync } from 'node:fs';
import {
  DecisionStore,
  lastingName,
  type Named,
  recordedCase,
  type SavedDecision,
} from '../../agent/index.js';
import { type JournalFilter, journalFolder, readJournal } from '../../audit/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { Earlier } from '../../explain/index.js';
import { keep } from '../../policy/index.js';
import { decisionOf } from './find.js';

/** Each takes some milliseconds to be read and laid out. */
const mostDecisions = 300;

export interface Others {
  /** Oldest first. */
  readonly decisions: readonly Earlier[];
  /** Those of whose inputs nothing, or not all, can be read any more. */
  readonly leftOut: number;
}

/**
 * Those before it that are nearest in time, and as many after it as there is room for; without those that no policy was asked about.
 * One after the other: each refers to windows of the ones before, and all at once would be thousands of open files.
 * @param onFile told of each file of the journal that is read, by the number of its first line
 * @throws TrimtabError TRIMTAB_E_STATE_DIR where files cannot be opened
 */
export async function otherDecisions(
  directory: string,
  own: SavedDecision,
  onFile?: JournalFilter['onFile'],
): Promise<Others> {
  const store = new DecisionStore(directory);
  const decisions: Earlier[] = [];
  let leftOut = 0;
  for (const decision of await recordedAround(directory, own, onFile)) {
    const read = await asEarlier(decision, store);
    if (read === 'lost') leftOut += 1;
    else if (read !== null) decisions.push(read);
  }
  return { decisions, leftOut };
}

async function recordedAround(
  directory: string,
  own: SavedDecision,
  onFile: JournalFilter['onFile'],
): Promise<SavedDecision[]> {
  if (!existsSync(journalFolder(directory))) return [];
  const found: SavedDecision[] = [];
  let isPast = false;
  const isOwn = (topology: Named): boolean => lastingName(topology) === lastingName(own.topology);
  for await (const line of readJournal(directory, { kinds: ['decided'], isTopology: isOwn, onFile })) {
    const decision = decisionOf(line);
    if (decision === null || decision.cluster !== own.cluster) continue;
    isPast ||= decision.id === own.id;
    if (decision.id === own.id) continue;
    if (found.length === mostDecisions && isPast) break;
    found.push(decision);
    if (found.length > mostDecisions) found.shift();
  }
  return found;
}

/** @returns null where nobody was asked */
async function asEarlier(
  { id, at, action, inputs }: SavedDecision,
  store: DecisionStore,
): Promise<Earlier | 'lost' | null> {
  if (inputs === null) return null;
  try {
    // Nobody is asked to decide again: whoever decided, what it was made from is the same.
    const recorded = await recordedCase(id, inputs, store, () => Promise.resolve(keep));
    return recorded === null ? null : { id, at, action, deliberating: recorded.deliberating };
  } catch (thrown) {
    if (thrown instanceof TrimtabError && thrown.code === 'TRIMTAB_E_NOT_REPLAYABLE') return 'lost';
    throw thrown;
  }
}
