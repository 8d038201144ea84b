// The scenarios that come with the package, by name.
import { existsSync, readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../storm-conf/scenarios/', import.meta.url));
const ending = '.yaml';

/** Such as "top-words" and "golden/g06-flapping". */
export function shippedNames(): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length).replaceAll('\\', '/'))
    .sort();
}

/** The file that is meant: one that is there, else the shipped one of that name, with or without its folder. */
export function scenarioFile(nameOrFile: string): string {
  if (existsSync(nameOrFile)) return nameOrFile;
  const shipped = shippedNames().find((name) => name === nameOrFile || basename(name) === nameOrFile);
  return shipped === undefined ? nameOrFile : `${folder}${shipped}${ending}`;
}
