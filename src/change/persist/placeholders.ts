// Placeholders of Flux: which one a value is, and where else in the files it stands.
import type { ParsedFile, Path } from './types.js';

/** The name that a value such as ${split.parallelism} stands for; Flux puts it in from a properties file (--filter). */
export function placeholderOf(found: unknown): string | null {
  const name = typeof found === 'string' ? /^\$\{([^}]+)\}$/.exec(found.trim())?.[1] : undefined;
  return name ?? null;
}

/** Every place of it: alone or within a text, Flux replaces it wherever it stands. */
export function placesOf(parsed: ParsedFile, name: string): readonly Path[] {
  return pathsIn(parsed.data(), `\${${name}}`, []);
}

function pathsIn(data: unknown, wanted: string, path: Path): readonly Path[] {
  if (typeof data === 'string') return data.includes(wanted) ? [path] : [];
  if (typeof data !== 'object' || data === null) return [];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(data)
    ? data.map((item: unknown, i) => [i, item] as const)
    : Object.entries(data);
  return entries.flatMap(([key, item]) => {
    const own = [...path, key];
    return String(key).includes(wanted) ? [own] : pathsIn(item, wanted, own);
  });
}

/** Such as "bolts[1].parallelism", of a path that begins with the number of the document. */
export function placeName([, ...path]: Path): string {
  return path.map((key, i) => (typeof key === 'number' ? `[${key}]` : i === 0 ? key : `.${key}`)).join('');
}
