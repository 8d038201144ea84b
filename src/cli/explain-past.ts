// The other decisions of a state directory about the topology of one that is explained.
import { existsSync } from 'node:fs';
import { DecisionStore, lastingName, recordedCase, type SavedDecision } from '../agent/index.js';
import { journalFolder, readJournal } from '../audit/index.js';
import { TrimtabError } from '../errors/index.js';
import type { Earlier } from '../explain/index.js';
import { keep } from '../policy/index.js';
import { decisionOf } from './explain-find.js';

/** The last ones: each takes some milliseconds to be read and laid out. */
const mostDecisions = 300;

/** @returns oldest first; those whose inputs are no longer kept are left out, and so are those that no policy was asked about */
export async function earlierDecisions(directory: string, own: SavedDecision): Promise<Earlier[]> {
  if (!existsSync(journalFolder(directory))) return [];
  const found: SavedDecision[] = [];
  const isOwn = (topology: { name: string; id: string }): boolean =>
    lastingName(topology) === lastingName(own.topology);
  for await (const line of readJournal(directory, { kinds: ['decided'], isTopology: isOwn })) {
    const decision = decisionOf(line);
    if (decision === null || decision.cluster !== own.cluster || decision.id === own.id) continue;
    found.push(decision);
    if (found.length > mostDecisions) found.shift();
  }
  const store = new DecisionStore(directory);
  const all = await Promise.all(found.map((decision) => asEarlier(decision, store)));
  return all.flatMap((one) => (one === null ? [] : [one]));
}

async function asEarlier(
  { id, at, action, inputs }: SavedDecision,
  store: DecisionStore,
): Promise<Earlier | null> {
  if (inputs === null) return null;
  try {
    // Nobody is asked to decide again: whoever decided, what it was made from is the same.
    const recorded = await recordedCase(id, inputs, store, () => Promise.resolve(keep));
    return recorded === null ? null : { id, at, action, deliberating: recorded.deliberating };
  } catch (thrown) {
    if (thrown instanceof TrimtabError && thrown.code === 'TRIMTAB_E_NOT_REPLAYABLE') return null;
    throw thrown;
  }
}
