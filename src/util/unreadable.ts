// Why a file cannot be read.
import { Endless } from './read-whole.js';

/** In words; the system's own code where there are none. */
export function whyUnreadable(error: unknown): string {
  if (error instanceof Endless) return error.message;
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'this user may not read it',
    EPERM: 'this user may not read it',
    EISDIR: 'it is a directory, not a file',
    ENOTDIR: 'a part of the path is not a directory',
  };
  return words[code] ?? `it cannot be read (${code})`;
}
