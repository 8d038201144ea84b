// Suggestions as they lie in a state directory, for those who only read them.
import { join } from 'node:path';
import { z } from 'zod';
import { jsonNames, readJson } from './json-files.js';

const answer = z.looseObject({
  guard: z.string(),
  answer: z.enum(['pass', 'clip', 'veto']),
  code: z.string(),
  margin: z.number().nullable(),
  text: z.string(),
});

const topology = z.looseObject({
  name: z.string(),
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
  readonly topology: string;
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

/** @returns null where there is none of that id, or it is not as Trimtab writes it */
export async function savedDecision(stateDirectory: string, id: string): Promise<SavedDecision | null> {
  const saved = await readJson(join(suggestionsFolder(stateDirectory), `${id}.json`), savedSchema);
  if (saved.kind !== 'read') return null;
  const { clusterName, inputs, suggestion } = saved.value;
  const [only] = suggestion.topologies;
  if (only === undefined) return null;
  const { action, policy, reasons } = only.decision;
  return {
    id,
    at: suggestion.at,
    cluster: clusterName,
    topology: only.name,
    action,
    policy,
    reasons,
    inputs,
  };
}
