// Small JSON files of the state directory: written as a whole or not at all, checked when they are read, set aside when damaged.
import { constants } from 'node:fs';
import { chmod, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';
import { writeWhole } from '../../util/index.js';

export type Read<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'missing' }
  | { readonly kind: 'damaged'; readonly why: string };

/** What trimtab pending shows, whatever the umask: people of the agent's group may read it. */
export const readableByGroup = { directory: 0o750, file: 0o640 } as const;

/**
 * What is there stays as it is.
 * @throws TrimtabError TRIMTAB_E_STATE_DIR
 */
export async function makeForGroup(directory: string): Promise<void> {
  try {
    const made = await mkdir(directory, { recursive: true });
    if (made !== undefined) await chmod(directory, readableByGroup.directory);
  } catch (cause) {
    throw stateError('write', directory, cause);
  }
}

/**
 * @param options `mode` of the file, whatever the umask is; undefined: as the umask says. `isCompact`: in one line, for what is large, and no
 *   person reads
 * @throws TrimtabError TRIMTAB_E_STATE_DIR
 */
export async function writeJson(
  file: string,
  content: unknown,
  { mode, isCompact = false }: { readonly mode?: number; readonly isCompact?: boolean } = {},
): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const text = JSON.stringify(content, null, isCompact ? 0 : 2);
    await writeWhole(file, `${text}\n`, mode === undefined ? {} : { mode });
  } catch (cause) {
    throw stateError('write', file, cause);
  }
}

/** @throws TrimtabError TRIMTAB_E_STATE_DIR where the file system refuses */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<Read<T>> {
  let text: string | null;
  try {
    text = await regularText(file);
  } catch (cause) {
    if (isMissing(cause)) return { kind: 'missing' };
    throw stateError('read', file, cause);
  }
  if (text === null) return { kind: 'damaged', why: 'it is no regular file' };
  const data = parseJson(text);
  if (data === undefined) return { kind: 'damaged', why: 'it is not JSON' };
  const parsed = schema.safeParse(data);
  if (parsed.success) return { kind: 'read', value: parsed.data };
  const [issue] = parsed.error.issues;
  const place = issue !== undefined && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  return { kind: 'damaged', why: `${place}${issue?.message ?? 'not as Trimtab wrote it'}` };
}

/** null for a directory or a pipe, which would be waited for without end. */
async function regularText(file: string): Promise<string | null> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return (await handle.stat()).isFile() ? await handle.readFile('utf8') : null;
  } finally {
    await handle.close();
  }
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

/**
 * Out of the way of all readers, for somebody to look at.
 * @returns its new name; null where the agent of another cluster, or a command, has done so meanwhile
 */
export async function setAside(file: string): Promise<string | null> {
  const aside = `${file}.damaged`;
  try {
    await rename(file, aside);
    return aside;
  } catch (cause) {
    if (isMissing(cause)) return null;
    throw stateError('write', file, cause);
  }
}

const asItsUser = {
  read: 'Run the command as the user of the agent, such as sudo -u trimtab trimtab …: docs/guide/service.md.',
  write:
    'Run the command as the user of the agent (docs/guide/service.md), or give a directory you may write to with --state-dir DIR or the option stateDir.',
} as const;

export function isMissing(cause: unknown): boolean {
  return (cause as NodeJS.ErrnoException).code === 'ENOENT';
}

export function stateError(action: 'read' | 'write', file: string, cause: unknown): TrimtabError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TrimtabError('TRIMTAB_E_STATE_DIR', `cannot ${action} ${file}: ${reason}`, {
    ...nextAfter(action, cause),
    cause,
  });
}

/** Nothing where the catalogue's own next step is the right one. */
export function nextAfter(action: 'read' | 'write', cause: unknown): { readonly next?: string } {
  if (isForbidden(cause)) return { next: asItsUser[action] };
  return isFull(cause) ? { next: 'Make room on the file system of the state directory, and try again.' } : {};
}

export function isForbidden(cause: unknown): boolean {
  return /^(EACCES|EPERM)$/.test((cause as NodeJS.ErrnoException | undefined)?.code ?? '');
}

export function isFull(cause: unknown): boolean {
  return /^(ENOSPC|EDQUOT)$/.test((cause as NodeJS.ErrnoException).code ?? '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
