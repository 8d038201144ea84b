// The words of rewriting: what is to be set, where it may stand in a file, and what one file looks like to those who change it.

/** What can be written: a number, or text such as the options of a JVM. */
export type NewValue = number | string;

export type Path = readonly (string | number)[];

/** A piece of the text and what takes its place; everything around it stays byte for byte. */
export interface Splice {
  /** Offset of the first character that goes, and of the first that stays again. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is looked for in a file. */
export type Target =
  /** A key of the topology's configuration: `config:` of a Flux or ECO file, the top level of any other. */
  | { readonly kind: 'setting'; readonly key: string }
  /** A field of one spout or bolt of a Flux or ECO file. */
  | { readonly kind: 'component'; readonly component: string; readonly field: string };

/** The place of one value. */
export interface Slot {
  /** The value there: a number, text, null for an empty one; undefined where there is none yet. */
  readonly found: unknown;
  /** Where it is in data(). */
  readonly path: Path;
  /** @throws TrimtabError TRIMTAB_E_FILE_PLACE where it cannot be set without changing something else */
  set(value: NewValue): Splice;
  /** More items for a list; null for anything else. */
  readonly append: ((items: readonly number[]) => Splice) | null;
}

/** One version of a file, parsed. */
export interface ParsedFile {
  /** flux: components and `config:` (Flux of Storm, ECO of Heron). flat: keys at the top level. */
  readonly shape: 'flux' | 'flat';
  /**
   * @returns undefined where such a file has no place for it
   * @throws TrimtabError TRIMTAB_E_FILE_PLACE where the place is not one alone
   */
  find(target: Target): Slot | undefined;
  /** All values of the file, for comparing. */
  data(): unknown;
}

export function targetName(target: Target): string {
  return target.kind === 'setting' ? target.key : `${target.field} of ${target.component}`;
}
