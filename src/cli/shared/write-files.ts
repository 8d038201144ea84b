// The files that a command was asked for beside what it prints: what is in their way is told before the work, what fails after it by name.
import { existsSync, lstatSync } from 'node:fs';
import { join } from 'node:path';
import { TrimtabError } from '../../errors/index.js';
import { makeFolders, writeWhole } from '../../util/index.js';

/** @throws Error where a directory has the name of such a file */
export function refuseDirectories(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const file = join(folder, name);
    if (existsSync(file) && lstatSync(file).isDirectory()) throw new Error(`${file} is a directory`);
  }
}

/**
 * Each as a whole or not at all, in that order.
 * @param files their content by name
 * @returns their paths
 * @throws TrimtabError TRIMTAB_E_OUTPUT
 */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<string[]> {
  const paths: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    try {
      makeFolders(folder);
      await writeWhole(path, content);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new TrimtabError('TRIMTAB_E_OUTPUT', `${path} cannot be written: ${reason}`, {
        next: 'Make room there or correct the permissions, or name another folder with --out; then run the command again.',
        cause,
      });
    }
    paths.push(path);
  }
  return paths;
}
