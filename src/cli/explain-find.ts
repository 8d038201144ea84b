// Finds the decision that is to be explained, in the journal or among the suggestions of a state directory.
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { type SavedDecision, savedDecision, suggestionIds, suggestionsFolder } from '../agent/index.js';
import { type JournalLine, journalFolder, readJournal } from '../audit/index.js';
import { TrimtabError } from '../errors/index.js';

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

/** Whether a state directory has anything that could be explained. */
export function hasDecisions(directory: string): boolean {
  return existsSync(journalFolder(directory)) || existsSync(suggestionsFolder(directory));
}

/**
 * @param wanted an id or how it begins; null = the last decision
 * @param topology only of that name; undefined = of any
 * @throws TrimtabError TRIMTAB_E_DECISION_UNKNOWN, TRIMTAB_E_USAGE where several begin so
 */
export async function findDecision(
  directory: string,
  wanted: string | null,
  topology: string | undefined,
): Promise<SavedDecision> {
  const found = wanted === null ? await lastOf(directory, topology) : await byId(directory, wanted);
  if (found !== null) return found;
  const what = wanted === null ? 'no decision' : `no decision ${JSON.stringify(wanted)}`;
  const of = topology === undefined || wanted !== null ? '' : ` about ${JSON.stringify(topology)}`;
  throw new TrimtabError('TRIMTAB_E_DECISION_UNKNOWN', `${directory} has ${what}${of}`);
}

async function byId(directory: string, wanted: string): Promise<SavedDecision | null> {
  if (wanted.trim() === '') throw new TrimtabError('TRIMTAB_E_USAGE', 'the id is empty');
  const journaled = new Map<string, SavedDecision>();
  for await (const line of decidedLines(directory, { id: wanted })) {
    const decision = decisionOf(line);
    if (decision !== null) journaled.set(decision.id, decision);
  }
  const suggested = (await suggestionIds(directory)).filter((id) => id.startsWith(wanted));
  const ids = [...new Set([...journaled.keys(), ...suggested])];
  const meant = ids.includes(wanted) ? wanted : ids[0];
  if (meant === undefined) return null;
  if (meant !== wanted && ids.length > 1) {
    const few = `${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`;
    throw new TrimtabError('TRIMTAB_E_USAGE', `${ids.length} ids begin with ${wanted}: ${few}`, {
      next: 'Give more of the id.',
    });
  }
  return journaled.get(meant) ?? (await savedDecision(directory, meant));
}

/** The newer one of the last in the journal and the last suggestion; ids begin with the time. */
async function lastOf(directory: string, topology: string | undefined): Promise<SavedDecision | null> {
  let journaled: SavedDecision | null = null;
  for await (const line of decidedLines(directory, { topology, last: 1 })) journaled = decisionOf(line);
  const suggested = await lastSuggestion(directory, topology);
  if (journaled === null || suggested === null) return journaled ?? suggested;
  return suggested.id > journaled.id ? suggested : journaled;
}

async function lastSuggestion(
  directory: string,
  topology: string | undefined,
): Promise<SavedDecision | null> {
  for (const id of (await suggestionIds(directory)).reverse()) {
    const saved = await savedDecision(directory, id);
    if (saved !== null && (topology === undefined || saved.topology === topology)) return saved;
  }
  return null;
}

async function* decidedLines(
  directory: string,
  filter: { readonly id?: string; readonly topology?: string | undefined; readonly last?: number },
): AsyncIterable<JournalLine> {
  if (existsSync(journalFolder(directory))) yield* readJournal(directory, { kinds: ['decided'], ...filter });
}

/** @returns null for a line that is no decision about a topology */
export function decisionOf(line: JournalLine): SavedDecision | null {
  const decided = decidedSchema.safeParse(line);
  if (!decided.success || line.id === null || line.topology === null) return null;
  const { action, policy, reasons, inputs = null } = decided.data;
  const { cluster, name } = line.topology;
  return { id: line.id, at: line.at, cluster, topology: name, action, policy, reasons, inputs };
}
