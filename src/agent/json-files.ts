// Small JSON files of the state directory: written as a whole or not at all, checked when they are read, set aside when damaged.
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';
import { TrimtabError } from '../errors/index.js';

export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'missing' }
  | { readonly kind: 'damaged'; readonly why: string };

/** @throws TrimtabError TRIMTAB_E_STATE_DIR */
export async function writeJson(file: string, content: unknown): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFileAtomic(file, `${JSON.stringify(content, null, 2)}\n`);
  } catch (cause) {
    throw stateError('write', file, cause);
  }
}

/** @throws TrimtabError TRIMTAB_E_STATE_DIR where the file system refuses */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<Read<T>> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return { kind: 'missing' };
    throw stateError('read', file, cause);
  }
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return { kind: 'read', value: parsed.data };
  const [issue] = parsed.error.issues;
  const place = issue !== undefined && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  return { kind: 'damaged', why: `${place}${issue?.message ?? 'not as Trimtab wrote it'}` };
}

/** The JSON files of a directory, sorted; empty where there is no such directory. */
export async function jsonNames(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => name.endsWith('.json')).sort();
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw stateError('read', directory, cause);
  }
}

/** @returns whether it was there */
export async function removeFile(file: string): Promise<boolean> {
  try {
    await rm(file);
    return true;
  } catch (cause) {
    if (isMissing(cause)) return false;
    throw stateError('write', file, cause);
  }
}

/** Out of the way of all readers, for somebody to look at. @returns its new name */
export async function setAside(file: string): Promise<string> {
  const aside = `${file}.damaged`;
  await rename(file, aside).catch((cause: unknown) => {
    throw stateError('write', file, cause);
  });
  return aside;
}

export function isMissing(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === 'ENOENT';
}

export function stateError(action: 'read' | 'write', file: string, cause: unknown): TrimtabError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TrimtabError('TRIMTAB_E_STATE_DIR', `cannot ${action} ${file}: ${reason}`, { cause });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
