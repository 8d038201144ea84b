// The changes that a journal tells of, what became of each, and the one an operator means.
import type { JournalLine, JournalTopology } from '../../audit/index.js';
import { TrimtabError } from '../../errors/index.js';
import { nearest } from '../../util/index.js';
import { type Intent, intentSchema } from '../act/under-way.js';
import { isCalled, lastingName, refuseAmbiguous } from '../lasting-name.js';
import { isMeant, tooShortText } from './which-id.js';

/** Where to look for a change: an id, whole or nearly so; undefined: any. */
export interface Wanted {
  readonly cluster: string;
  readonly topology: string | undefined;
  readonly id: string | undefined;
  /** Ids of the submissions that run, to choose without an id; absent: not asked for. */
  readonly running?: ReadonlySet<string> | null;
}

export interface JournaledChange extends Pick<Intent, 'changes' | 'revertOf'> {
  readonly id: string;
  /** Of its first intent: ISO 8601. */
  readonly at: string;
  readonly topology: JournalTopology;
  /** False when nothing of it was ever sent, or no trace of it was found. */
  arrived: boolean;
  /** What undid it. */
  undoneBy: string | null;
  /** A step of it was begun and has not come to its end. */
  isUnderWay: boolean;
  /** Whether its first intent is of its first step: where a journal is read from the middle, it may not be. */
  readonly isFromItsBeginning: boolean;
}

/** Of a step, or of all of a change. */
const ends: readonly JournalLine['kind'][] = ['applied', 'verified', 'failed', 'superseded', 'reverted'];

/** All that tells of a change. */
export const changeKinds: readonly JournalLine['kind'][] = ['intended', ...ends];

/** @param lines oldest first; only those of changeKinds count
 * @returns in the order in which they were begun */
export async function changesIn(lines: AsyncIterable<JournalLine>): Promise<readonly JournaledChange[]> {
  const changes = new Map<string, JournaledChange>();
  for await (const line of lines) {
    if (line.id !== null) take(changes, line, line.id);
  }
  return [...changes.values()];
}

function take(changes: Map<string, JournaledChange>, line: JournalLine, id: string): void {
  const { topology, at, kind } = line;
  const change = changes.get(id);
  if (change === undefined) {
    const intent = kind === 'intended' ? intentSchema.safeParse(line) : null;
    if (!intent?.success || topology === null) return;
    const { changes: knobs, revertOf, step } = intent.data;
    const fresh = { arrived: true, undoneBy: null, isUnderWay: true, isFromItsBeginning: step === 1 };
    changes.set(id, { id, at, topology, changes: knobs, revertOf, ...fresh });
    return;
  }
  if (kind === 'intended') change.isUnderWay = true;
  else if (ends.includes(kind)) change.isUnderWay = false;
  if (kind === 'reverted') change.undoneBy = typeof line['by'] === 'string' ? line['by'] : 'another change';
  else if (kind === 'failed' || kind === 'superseded') change.arrived &&= !isNowhere(line);
}

function isNowhere(line: JournalLine): boolean {
  return line['sent'] === false || line['inForce'] === false;
}

/**
 * @returns without an id: the newest that turned a knob, came to the cluster, and neither undid another nor was undone; of a topology that
 * runs, where there is one: of those that are gone nothing is in force
 * @throws TrimtabError TRIMTAB_E_CHANGE_UNKNOWN, TRIMTAB_E_TOPOLOGY_AMBIGUOUS
 */
export function chooseChange(
  changes: readonly JournaledChange[],
  { cluster, topology, id, running }: Wanted,
): JournaledChange {
  const mine = changes.filter((c) => c.topology.cluster === cluster);
  const called = mine.filter((c) => topology === undefined || isCalled(lastingName(c.topology), topology));
  // Of several of one name only one may run.
  const alive = called.filter((c) => running?.has(c.topology.id) === true);
  const isOne = new Set(alive.map((c) => lastingName(c.topology))).size === 1;
  const ofTopology = topology !== undefined && isOne ? alive : called;
  if (topology !== undefined && id === undefined)
    refuseAmbiguous(
      topology,
      ofTopology.map((c) => lastingName(c.topology)),
    );
  const which = topology === undefined ? `cluster ${cluster}` : `${topology} on cluster ${cluster}`;
  if (id === undefined) {
    const inForce = ofTopology.filter(
      (c) => c.arrived && c.revertOf === null && c.undoneBy === null && Object.keys(c.changes).length > 0,
    );
    const newest = inForce.findLast((c) => running?.has(c.topology.id)) ?? inForce.at(-1);
    if (newest !== undefined) return newest;
    throw new TrimtabError(
      'TRIMTAB_E_CHANGE_UNKNOWN',
      `the journal tells of no change of ${which} to go back from`,
    );
  }
  const short = tooShortText(id);
  if (short !== null) {
    throw new TrimtabError('TRIMTAB_E_CHANGE_UNKNOWN', short, { next: 'trimtab audit list has the ids.' });
  }
  const found = ofTopology.filter((c) => isMeant(c.id, id));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  if (others.length > 0) {
    const text = `${found.length} changes have an id that begins with ${JSON.stringify(id)}: ${found.map((c) => c.id).join(', ')}`;
    throw new TrimtabError('TRIMTAB_E_CHANGE_UNKNOWN', text, { next: 'Give more of the id.' });
  }
  const near = nearest(
    id,
    ofTopology.map((c) => c.id),
  );
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  throw new TrimtabError(
    'TRIMTAB_E_CHANGE_UNKNOWN',
    `the journal tells of no change of ${which} with the id ${JSON.stringify(id)}${hint}`,
  );
}
