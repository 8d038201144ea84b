// Finds the decision that is to be explained, in the journal or among the suggestions of a state directory.
import { existsSync } from 'node:fs';
import { z } from 'zod';
import {
  isCalled,
  lastingName,
  type Named,
  placedName,
  refuseAmbiguous,
  type SavedDecision,
  savedDecision,
  suggestionFile,
  suggestionIds,
} from '../../agent/index.js';
import {
  type JournalFilter,
  type JournalLine,
  type JournalTopology,
  journalFolder,
  readJournal,
} from '../../audit/index.js';
import { TrimtabError } from '../../errors/index.js';

const decidedSchema = z.looseObject({
  inputs: z.string().nullable().optional(),
  action: z.enum(['apply', 'hold']),
  policy: z.string(),
  reasons: z.array(
    z.looseObject({
      guard: z.string(),
      answer: z.enum(['pass', 'clip', 'veto']),
      code: z.string(),
      margin: z.number().nullable(),
      text: z.string(),
    }),
  ),
});

type OnFile = JournalFilter['onFile'];

/** What is left out fits any. */
export interface About {
  readonly cluster?: string | undefined;
  readonly topology?: string | undefined;
}

/**
 * @param wanted an id or how it begins; null = the last decision
 * @param about what it has to be about
 * @param onFile told of each file of the journal that is read, by the number of its first line
 * @throws TrimtabError TRIMTAB_E_DECISION_UNKNOWN; TRIMTAB_E_USAGE where several begin so, or it is about another topology;
 *   TRIMTAB_E_TOPOLOGY_AMBIGUOUS; TRIMTAB_E_STATE_DIR where its file is damaged
 */
export async function findDecision(
  directory: string,
  wanted: string | null,
  about: About,
  onFile?: OnFile,
): Promise<SavedDecision> {
  const found =
    wanted === null ? await lastOf(directory, about, onFile) : await byId(directory, wanted, onFile);
  if (found === null) {
    const what = wanted === null ? 'no decision' : `no decision ${JSON.stringify(wanted)}`;
    const of = wanted === null ? aboutText(about) : '';
    throw new TrimtabError('TRIMTAB_E_DECISION_UNKNOWN', `${directory} has ${what}${of}`);
  }
  if (isAbout(found, about)) return found;
  const which = `${found.cluster}/${placedName(found.topology)}`;
  throw new TrimtabError('TRIMTAB_E_USAGE', `${found.id} is about ${which}, and not${aboutText(about)}`, {
    next: 'Leave --cluster and --topology out: an id is enough.',
  });
}

function aboutText({ cluster, topology }: About): string {
  const of = topology === undefined ? '' : ` about ${JSON.stringify(topology)}`;
  return cluster === undefined ? of : `${of} of cluster ${JSON.stringify(cluster)}`;
}

function isAbout(
  decision: Pick<SavedDecision, 'cluster' | 'topology'>,
  { cluster, topology }: About,
): boolean {
  return (
    (cluster === undefined || decision.cluster === cluster) &&
    (topology === undefined || isCalled(lastingName(decision.topology), topology))
  );
}

async function byId(directory: string, wanted: string, onFile: OnFile): Promise<SavedDecision | null> {
  if (wanted.trim() === '') throw new TrimtabError('TRIMTAB_E_USAGE', 'the id is empty');
  const journaled = new Set<string>();
  let decided: SavedDecision | null = null;
  for await (const line of decidedLines(directory, { id: wanted, onFile })) {
    const decision = decisionOf(line);
    if (decision === null) continue;
    journaled.add(decision.id);
    // Of several none is meant, and those of a day are too many to be kept.
    if (decision.id === wanted || journaled.size === 1) decided = decision;
  }
  const suggested = (await suggestionIds(directory)).filter((id) => id.startsWith(wanted));
  const ids = [...new Set([...journaled, ...suggested])];
  const meant = ids.includes(wanted) ? wanted : ids[0];
  if (meant === undefined) return null;
  if (meant !== wanted && ids.length > 1) {
    const few = `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`;
    throw new TrimtabError('TRIMTAB_E_USAGE', `${ids.length} ids begin with ${wanted}: ${few}`, {
      next: 'Give more of the id.',
    });
  }
  return decided?.id === meant ? decided : await suggestionOf(directory, meant);
}

async function suggestionOf(directory: string, id: string): Promise<SavedDecision | null> {
  const saved = await savedDecision(directory, id);
  if (saved.kind === 'read') return saved.value;
  if (saved.kind === 'missing') return null;
  const file = suggestionFile(directory, id);
  throw new TrimtabError('TRIMTAB_E_STATE_DIR', `${file} is damaged: ${saved.why}`, {
    next: 'Nothing else has that suggestion: move the file away, and ask trimtab suggest again.',
  });
}

/** The newer one of the last in the journal and the last suggestion; ids begin with the time. */
async function lastOf(directory: string, about: About, onFile: OnFile): Promise<SavedDecision | null> {
  const suggested = await lastSuggestion(directory, about);
  const names = new Map<string, Set<string>>();
  const note = (cluster: string, topology: Named): void => {
    names.set(cluster, (names.get(cluster) ?? new Set()).add(lastingName(topology)));
  };
  if (suggested !== null) note(suggested.cluster, suggested.topology);
  // Whether a name is that of several topologies the files tell that are read.
  const isTopology = (one: JournalTopology): boolean => {
    const is = isAbout({ cluster: one.cluster, topology: one }, about);
    if (is) note(one.cluster, one);
    return is;
  };
  const filter = { isTopology, onFile };
  const atItsEnd = await lastJournaled(directory, { ...filter, last: 1 });
  const journaled = atItsEnd ?? (await lastJournaled(directory, filter));
  for (const called of names.values())
    if (about.topology !== undefined) refuseAmbiguous(about.topology, called);
  if (journaled === null || suggested === null) return journaled ?? suggested;
  return suggested.id > journaled.id ? suggested : journaled;
}

async function lastJournaled(directory: string, filter: JournalFilter): Promise<SavedDecision | null> {
  let newest: SavedDecision | null = null;
  for await (const line of decidedLines(directory, filter)) newest = decisionOf(line) ?? newest;
  return newest;
}

/** Damaged ones are passed over, unless there is no other. */
async function lastSuggestion(directory: string, about: About): Promise<SavedDecision | null> {
  let damaged: string | null = null;
  for (const id of (await suggestionIds(directory)).reverse()) {
    const saved = await savedDecision(directory, id);
    if (saved.kind === 'read' && isAbout(saved.value, about)) return saved.value;
    if (saved.kind === 'damaged') damaged ??= id;
  }
  return damaged === null || existsSync(journalFolder(directory)) ? null : suggestionOf(directory, damaged);
}

async function* decidedLines(directory: string, filter: JournalFilter): AsyncIterable<JournalLine> {
  if (existsSync(journalFolder(directory))) yield* readJournal(directory, { ...filter, kinds: ['decided'] });
}

/** @returns null for a line that is no decision about a topology */
export function decisionOf(line: JournalLine): SavedDecision | null {
  const decided = decidedSchema.safeParse(line);
  if (!decided.success || line.id === null || line.topology === null) return null;
  const { action, policy, reasons, inputs = null } = decided.data;
  const { cluster, name, id } = line.topology;
  return { id: line.id, at: line.at, cluster, topology: { name, id }, action, policy, reasons, inputs };
}
