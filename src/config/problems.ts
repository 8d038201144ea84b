// Turns what the schemas found into sentences: what was found, what is expected, and the option that was probably meant.

import type { z } from 'zod';
import { nearest, show } from '../util/index.js';
import { formatPath, isMapping, type Path, valueAt } from './path.js';
import { isRequired, optionRows, optionsUnder, schemaAt, wordsOf } from './schema.js';
import { isSecretName, looksLikeSecret } from './secrets.js';

export interface Problem {
  readonly path: Path;
  /** What is wrong with the option at that path, without naming the path. */
  readonly text: string;
}

type Issue = z.core.$ZodIssue;

/** Every problem that a schema finds in the data, in the order of the schema. */
export function schemaProblems(schema: z.ZodType, data: unknown): readonly Problem[] {
  const result = schema.safeParse(data);
  return result.success ? [] : result.error.issues.flatMap((issue) => problemsOf(issue, data, []));
}

function problemsOf(issue: Issue, data: unknown, base: Path): Problem[] {
  const path = [...base, ...issue.path.map(asSegment)];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ path: [...path, hidden(key)], text: unknownOption(path, key) }));
  const found = valueAt(data, path);
  if (issue.code === 'invalid_union' && isMapping(found)) {
    // Of "a name or a mapping", the side whose issues lie inside the mapping is the one that was meant.
    const meant = issue.errors.find((side) =>
      side.some((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys'),
    );
    if (meant) return meant.flatMap((inner) => problemsOf(inner, data, path));
  }
  return [{ path, text: wrongValue(path, found, closerOf(issue, path)) }];
}

/** What says more exactly than the words of the option what is expected. */
function closerOf(issue: Issue, path: Path): string | undefined {
  if (issue.code === 'custom') return issue.message;
  const node = schemaAt(path);
  // The words of a whole number do not name this one.
  return issue.code === 'too_big' && issue.maximum === Number.MAX_SAFE_INTEGER && node
    ? `${wordsOf(node)}, at most ${issue.maximum}`
    : undefined;
}

function asSegment(key: PropertyKey): string | number {
  return typeof key === 'number' ? key : String(key);
}

function wrongValue(path: Path, found: unknown, closer: string | undefined): string {
  const node = schemaAt(path);
  const words = node ? wordsOf(node) : 'another value';
  if (found === undefined && isRequired(path)) return `missing, expected ${words}`;
  const expected = closer && closer !== 'Invalid input' ? closer : words;
  const meant = typeof found === 'string' ? nearest(found, choicesOf(path)) : undefined;
  const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
  return `found ${mayBeSecret(path, found) ? 'something else' : show(found)}, expected ${expected}${hint}`;
}

/** Whether it is, or is where people put one: anywhere below auth, or what looks like one anywhere. */
function mayBeSecret(path: Path, found: unknown): boolean {
  if (typeof found === 'object' || found === undefined) return false;
  return (
    schemaAt(path)?.secret === true ||
    path.includes('auth') ||
    (typeof found === 'string' && looksLikeSecret(found))
  );
}

/** `auth: { Bearer xyz }` is YAML, with a name that is the secret. */
function hidden(name: string): string {
  return looksLikeSecret(name) ? '…' : name;
}

/** The values of an option that has a fixed list of them. */
function choicesOf(path: Path): readonly string[] {
  const node = schemaAt(path);
  return node?.enum ?? node?.anyOf?.flatMap((side) => side.enum ?? []) ?? [];
}

function unknownOption(parent: Path, key: string): string {
  if (isSecretName(key)) {
    return 'unknown option; secrets are read from files only: put it into one that only the user of Trimtab may read, and name that in clusters[].auth.valueFile or key';
  }
  const siblings = optionsUnder(parent);
  const sibling = nearest(key, siblings);
  if (sibling !== undefined) return `unknown option, did you mean ${sibling}?`;
  const elsewhere = optionRows().find((row) => row.path.split('.').at(-1) === key);
  if (elsewhere) return `unknown option here, did you mean ${elsewhere.path}?`;
  return parent.length === 0
    ? `unknown option; the sections are ${siblings.join(', ')}`
    : `unknown option; ${formatPath(parent)} takes ${siblings.join(', ')}`;
}

/** "clusters[0].u1: unknown option, did you mean ui?" */
export function sentence(problem: Problem): string {
  return `${formatPath(problem.path)}: ${problem.text}`;
}
