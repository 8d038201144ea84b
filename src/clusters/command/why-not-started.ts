// Why a command was not started, in words: the system says "no such file" of a script whose interpreter is missing, too.
import { readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { noFile, type Ran } from './run-command.js';

/**
 * @param command as it was given to be run
 * @returns null for the error of anything that was started
 */
export function whyNotStarted(
  command: string,
  { code }: Pick<NonNullable<Ran['error']>, 'code'>,
): string | null {
  if (code === 'ENOENT') return whyNotFound(command);
  if (code === noFile) return 'the directory for temporary files cannot be written';
  const isRefused = code === 'EACCES' || code === 'EPERM' || code === 'ENOEXEC';
  return isRefused ? `it cannot be started (${code})` : null;
}

function whyNotFound(command: string): string {
  const folders = command.includes('/') ? null : (process.env['PATH'] ?? '').split(delimiter);
  const path = (folders?.map((folder) => join(folder, command)) ?? [command]).find(isFile);
  if (path === undefined) return 'there is no such program';
  const interpreter = interpreterOf(path);
  // A carriage return behind its name is a part of it, and shown.
  return interpreter === null
    ? `${path} is there, and what it needs to be started is not`
    : `${path} is there, and its interpreter ${JSON.stringify(interpreter)} is not`;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What stands behind `#!`; null for anything but a script, and for one that cannot be read. */
function interpreterOf(path: string): string | null {
  try {
    return /^#![ \t]*([^ \t\n]+)/.exec(readFileSync(path, 'latin1'))?.[1] ?? null;
  } catch {
    return null;
  }
}
