// Sets one value in the text of a file, and proves by reading it anew that nothing else has become different.
import { isDeepStrictEqual } from 'node:util';
import { TrimtabError } from '../../errors/index.js';
import { parsePropertiesFile } from './properties-file.js';
import {
  type NewValue,
  type ParsedFile,
  type Path,
  type Slot,
  type Splice,
  type Target,
  targetName,
} from './types.js';
import { parseYamlFile } from './yaml-file.js';

export interface Edited {
  readonly text: string;
  /** What stood there before; undefined where the key was missing. */
  readonly from: unknown;
}

/**
 * By the ending of the name: .yaml and .yml, .json, .properties.
 * @throws TrimtabError TRIMTAB_E_FILE_FORM
 */
export function parseFile(name: string, text: string): ParsedFile {
  const ending = /\.(yaml|yml|json|properties)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending === 'properties') return parsePropertiesFile(name, text);
  if (ending !== undefined) return parseYamlFile(name, text);
  throw new TrimtabError('TRIMTAB_E_FILE_FORM', `${name}: its name does not say what it is`, {
    next: 'Name a file that ends in .yaml, .yml, .json or .properties.',
  });
}

/**
 * @returns null where the file has no place for it, or the value already
 * @throws TrimtabError TRIMTAB_E_FILE_FORM, TRIMTAB_E_FILE_PLACE
 */
export function setValue(name: string, text: string, target: Target, value: NewValue): Edited | null {
  const before = parseFile(name, text);
  const slot = before.find(target);
  if (slot === undefined || isSame(slot.found, value)) return null;
  if (typeof value === 'number') checkNumber(name, target, slot.found);
  const edited = spliced(text, slot.set(value));
  return {
    text: proven(name, before, slot, target, edited, (found) => isSame(found, value)),
    from: slot.found,
  };
}

/**
 * More items at the end of a list of numbers.
 * @param usual what holds where the key is missing: it is put in, and lengthened
 * @param more the items that follow a list
 */
export function lengthenList(
  name: string,
  text: string,
  target: Target,
  usual: readonly number[],
  more: (list: readonly number[]) => readonly number[],
): Edited | null {
  const before = parseFile(name, text);
  const slot = before.find(target);
  if (slot === undefined) return null;
  const { found, append } = slot;
  if (found !== undefined && (append === null || !isNumbers(found))) {
    throw new TrimtabError('TRIMTAB_E_FILE_PLACE', `${name}: ${targetName(target)} is no list of numbers`);
  }
  const list = isNumbers(found) ? found : usual;
  const now = [...list, ...more(list)];
  // A missing key gets the list in one line.
  const edited = spliced(text, append === null ? listIn(slot, now) : append(more(list)));
  const again = (value: unknown): boolean => isDeepStrictEqual(value, now);
  return { text: proven(name, before, slot, target, edited, again), from: found };
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

/** Stands for the list until it is known where it goes. */
const stand = 17;

function listIn(slot: Slot, items: readonly number[]): Splice {
  const { text, ...place } = slot.set(stand);
  return { ...place, text: text.replace(new RegExp(`${stand}(?!.*${stand})`, 's'), `[${items.join(', ')}]`) };
}

export function spliced(text: string, { start, end, text: piece }: Splice): string {
  return text.slice(0, start) + piece + text.slice(end);
}

/**
 * Whatever the rewriting did, only this one value may differ.
 * @returns the text
 * @throws TrimtabError TRIMTAB_E_FILE_PLACE
 */
export function proven(
  name: string,
  before: ParsedFile,
  { path }: Slot,
  target: Target,
  text: string,
  isWanted: (found: unknown) => boolean,
): string {
  const after = parseFile(name, text);
  const sameElsewhere = isDeepStrictEqual(marked(before.data(), path), marked(after.data(), path));
  if (sameElsewhere && isWanted(after.find(target)?.found)) return text;
  throw new TrimtabError(
    'TRIMTAB_E_FILE_PLACE',
    `${name}: ${targetName(target)} cannot be set without changing something else`,
    { next: 'Set it by hand, and please report the lines around it.' },
  );
}

/** The same data with a mark at the path, so that what stands there is not compared. */
function marked(data: unknown, path: Path): unknown {
  const [head, ...rest] = path;
  if (head === undefined) return 'marked';
  if (Array.isArray(data)) return data.map((item: unknown, i) => (i === head ? marked(item, rest) : item));
  const mapping = (typeof data === 'object' && data !== null ? data : {}) as Readonly<
    Record<string, unknown>
  >;
  return { ...mapping, [head]: marked(Object.hasOwn(mapping, head) ? mapping[head] : undefined, rest) };
}

function isSame(found: unknown, value: NewValue): boolean {
  if (typeof value === 'string') return found === value;
  return asNumber(found) === value;
}

/** Also of a number in quotes, and of the text of a properties file. */
export function asNumber(found: unknown): number | null {
  if (typeof found === 'number') return found;
  return typeof found === 'string' && /^\s*[-+]?\d+(\.\d*)?\s*$/.test(found) ? Number(found) : null;
}

/** A number may take the place of a number or of nothing; anything else means more than Trimtab knows. */
function checkNumber(name: string, target: Target, found: unknown): void {
  if (found === undefined || found === null || asNumber(found) !== null) return;
  throw new TrimtabError(
    'TRIMTAB_E_FILE_PLACE',
    `${name}: ${targetName(target)} is ${JSON.stringify(found)} where a number belongs`,
    { next: 'Write a number there, or leave the file out of persist.files.' },
  );
}
