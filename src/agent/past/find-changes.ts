// The changes of the newest part of a journal, as long as it takes to know the one that is meant: a journal may have years.
import { journalParts, readJournal, timeOfId } from '../../audit/index.js';
import { TrimtabError } from '../../errors/index.js';
import { isCalled, lastingName } from '../lasting-name.js';
import { changeKinds, changesIn, chooseChange, type JournaledChange, type Wanted } from './changes.js';
import { isMeant } from './which-id.js';

export interface FoundChanges {
  /** Among them the one that is meant, chooseChange chooses of all of the journal. */
  readonly changes: readonly JournaledChange[];
  /** Number of the first line of what was read; undefined: the journal was read from its beginning. */
  readonly from: number | undefined;
}

/** An id that was made so long before a file was begun belongs to nothing in that file alone. */
const marginMs = 3600_000;

/**
 * Reads the newest file, then the newest two, four and so on.
 * @param isOneName whether at most one topology that runs is called as wanted
 * @throws TrimtabError as readJournal
 */
export async function findChanges(
  stateDirectory: string,
  wanted: Wanted,
  isOneName = true,
): Promise<FoundChanges> {
  const parts = await journalParts(stateDirectory);
  for (let files = 1; files < parts.length; files *= 2) {
    const part = parts.at(-files);
    if (part === undefined) break;
    const from = part.firstSeq;
    const changes = await changesIn(readJournal(stateDirectory, { kinds: changeKinds, from }));
    const sought = wanted.id === undefined ? newest(changes, wanted, isOneName) : ofId(changes, wanted);
    if (sought.length === 0) continue;
    const began = await part.began();
    if (sought.every((one) => isAllThere(one, began))) return { changes, from };
  }
  return {
    changes: await changesIn(readJournal(stateDirectory, { kinds: changeKinds })),
    from: undefined,
  };
}

/** Whether nothing of it stands before the file. Where the clock was set, or the id does not tell, it is looked for further back. */
function isAllThere({ id, isFromItsBeginning }: JournaledChange, began: number): boolean {
  return isFromItsBeginning && timeOfId(id) - began > marginMs;
}

/** All that may be meant by the id: of several none is chosen. */
function ofId(
  changes: readonly JournaledChange[],
  { cluster, topology, id = '' }: Wanted,
): JournaledChange[] {
  return changes.filter(
    (one) =>
      one.topology.cluster === cluster &&
      (topology === undefined || isCalled(lastingName(one.topology), topology)) &&
      isMeant(one.id, id),
  );
}

/** Of a topology that runs: older changes are then of no account. */
function newest(
  changes: readonly JournaledChange[],
  wanted: Wanted,
  isOneName: boolean,
): readonly JournaledChange[] {
  if (!isOneName) return [];
  try {
    const chosen = chooseChange(changes, wanted);
    return wanted.running?.has(chosen.topology.id) === true ? [chosen] : [];
  } catch (thrown) {
    if (thrown instanceof TrimtabError) return [];
    throw thrown;
  }
}
