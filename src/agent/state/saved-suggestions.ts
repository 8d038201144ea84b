// Suggestions as they lie in a state directory, for those who only read them.
import { join } from 'node:path';
import { z } from 'zod';
import { jsonNames, type Read, readJson } from './json-files.js';

const answer = z.looseObject({
  guard: z.string(),
  answer: z.enum(['pass', 'clip', 'veto']),
  code: z.string(),
  margin: z.number().nullable(),
  text: z.string(),
});

const topology = z.looseObject({
  name: z.string(),
  id: z.string(),
  decision: z.looseObject({
    action: z.enum(['apply', 'hold']),
    policy: z.string(),
    id: z.string(),
    reasons: z.array(answer),
  }),
});

const savedSchema = z.looseObject({
  id: z.string(),
  clusterName: z.string(),
  suggestion: z.looseObject({ at: z.string(), topologies: z.array(topology) }),
  /** The hash of what it was made from; absent in what earlier releases kept. */
  inputs: z.string().nullable().default(null),
});

export interface SavedDecision {
  readonly id: string;
  readonly at: string;
  readonly cluster: string;
  readonly topology: { readonly name: string; readonly id: string };
  readonly action: 'apply' | 'hold';
  readonly policy: string;
  readonly reasons: readonly z.output<typeof answer>[];
  readonly inputs: string | null;
}

export function suggestionsFolder(stateDirectory: string): string {
  return join(stateDirectory, 'suggestions');
}

/** Ids of the suggestions that are kept, oldest first: they begin with the time. */
export async function suggestionIds(stateDirectory: string): Promise<string[]> {
  const names = await jsonNames(suggestionsFolder(stateDirectory));
  return names.map((name) => name.slice(0, -'.json'.length));
}

export function suggestionFile(stateDirectory: string, id: string): string {
  return join(suggestionsFolder(stateDirectory), `${id}.json`);
}

export async function savedDecision(stateDirectory: string, id: string): Promise<Read<SavedDecision>> {
  const saved = await readJson(suggestionFile(stateDirectory, id), savedSchema);
  if (saved.kind !== 'read') return saved;
  const { clusterName, inputs, suggestion } = saved.value;
  const [only] = suggestion.topologies;
  if (only === undefined) return { kind: 'damaged', why: 'it is about no topology' };
  const { action, policy, reasons } = only.decision;
  const { name, id: topologyId } = only;
  const topology = { name, id: topologyId };
  const { at } = suggestion;
  return {
    kind: 'read',
    value: { id, at, cluster: clusterName, topology, action, policy, reasons, inputs },
  };
}
