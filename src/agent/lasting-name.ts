// What a topology is called over all its submissions: its name on Storm; on Heron, where names repeat from role to role, its place as well.
import { createHash } from 'node:crypto';
import { type HeronPlace, placeOf } from '../clusters/index.js';
import { TrimtabError } from '../errors/index.js';
import { wellFormed } from '../util/index.js';

export interface Named {
  readonly name: string;
  /** Of one submission. */
  readonly id: string;
}

/** `cluster/role/environ/name` on Heron, the name on Storm, which allows no slash in it. */
export function lastingName({ name, id }: Named): string {
  const place = placeOf(id);
  return place === null ? name : [place.cluster, place.role, place.environ, name].join('/');
}

/** Where it is; null on Storm. */
export function placeIn(lasting: string): HeronPlace | null {
  return placeOf(`${lasting}@0`);
}

/** The name alone. */
export function bareName(lasting: string): string {
  return /^(?:[^/]*\/){3}(.+)$/.exec(lasting)?.[1] ?? lasting;
}

/** `role/environ/name` on Heron, the name on Storm. */
export function placedName(named: Named): string {
  return withPlace(lastingName(named));
}

/** The same of a lasting name. */
export function withPlace(lasting: string): string {
  return /^[^/]*\/([^/]*\/[^/]*\/.+)$/.exec(lasting)?.[1] ?? lasting;
}

/** How each is told to people: by its name, and with role and environ where others of one cluster have the same. */
export function toldName(lasting: string, all: Iterable<string>): string {
  const name = bareName(lasting);
  const isShared = [...all].some((other) => other !== lasting && bareName(other) === name);
  return isShared ? withPlace(lasting) : name;
}

/** Whether an operator may mean it by that. */
export function isCalled(lasting: string, wanted: string): boolean {
  return [bareName(lasting), withPlace(lasting), lasting].includes(wanted);
}

/**
 * @param all of one cluster
 * @throws TrimtabError TRIMTAB_E_TOPOLOGY_AMBIGUOUS where several have that name
 */
export function refuseAmbiguous(wanted: string, all: Iterable<string>): void {
  const meant = [...new Set(all)].filter((one) => isCalled(one, wanted)).sort();
  if (meant.length < 2) return;
  const names = meant.map(withPlace);
  // One may be taken for another only where even role and environ are the same.
  const shown = new Set(names).size === names.length ? names : meant;
  throw new TrimtabError(
    'TRIMTAB_E_TOPOLOGY_AMBIGUOUS',
    `${meant.length} topologies are named ${JSON.stringify(wanted)}: ${shown.join(', ')}`,
  );
}

/** File systems take 255 bytes, and a file that is being written or set aside has a longer name. */
const longestFileName = 200;

/** Of any names, whatever is in them and however long; the same for the same ones. */
export function fileNameOf(...names: readonly string[]): string {
  const readable = names.map((name) => encodeURIComponent(wellFormed(name))).join('@');
  if (readable.length <= longestFileName) return `${readable}.json`;
  const hash = createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 32);
  return `${readable.slice(0, 100)}~${hash}.json`;
}

/** Whether the first name that a file is of is that one, also where the others are too long to tell. */
export function isFileOf(fileName: string, first: string): boolean {
  return fileName.startsWith(`${encodeURIComponent(wellFormed(first))}@`);
}

/** What a file of that name is of; null where it is too long to tell. */
export function namesIn(fileName: string): readonly string[] | null {
  if (/~[0-9a-f]{32}\.json$/.test(fileName)) return null;
  try {
    return fileName.slice(0, -'.json'.length).split('@').map(decodeURIComponent);
  } catch {
    return null;
  }
}
