// Which configuration file is in force, by its content: for the journal.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LoadedConfig } from '../config/index.js';

/** null where there is no file. */
export function digestOf({ file }: LoadedConfig): { readonly file: string; readonly sha256: string } | null {
  if (file === null) return null;
  const sha256 = createHash('sha256').update(readFileSync(file.path)).digest('hex');
  return { file: file.path, sha256 };
}
