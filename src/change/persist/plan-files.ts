// Decides what becomes of each configuration file when knobs are to be kept in them; reads the files and writes nothing.
import { isDeepStrictEqual } from 'node:util';
import { TrimtabError } from '../../errors/index.js';
import type { KnobName } from '../../knobs/index.js';
import { unifiedDiff } from './diff-text.js';
import { type DiskFile, type FileFunctions, readDiskFile } from './disk-file.js';
import { asNumber, parseFile, setValue } from './edit.js';
import { targetsOf } from './keys.js';
import { placeholderOf, placeName, placesOf } from './placeholders.js';
import { type ParsedFile, type Path, type Target, targetName } from './types.js';

/** A knob and the value that the files should have for it. */
export interface Wish {
  readonly knob: KnobName;
  readonly value: number;
  /** Whether the key is put in where no file has it. */
  readonly insert: boolean;
}

export interface PersistRules {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Keys of the application, by knob. */
  readonly keys: Readonly<Record<KnobName, string>>;
}

export interface KeptKnob {
  readonly knob: KnobName;
  /** Such as `topology.workers`, or `parallelism of split`. */
  readonly key: string;
  /** null where the key was missing or empty. */
  readonly from: number | null;
  readonly to: number;
}

export interface FilePlan {
  readonly file: DiskFile;
  /** The new content; equal to that of the file where nothing differs. */
  readonly text: string;
  readonly edits: readonly KeptKnob[];
  readonly diff: string;
}

export interface FilesPlan {
  readonly files: readonly FilePlan[];
  /** Knobs for which no file has a place. */
  readonly unplaced: readonly KnobName[];
}

/** A file while it is being planned. */
interface Draft {
  readonly file: DiskFile;
  text: string;
  /** Of the text. */
  parsed: ParsedFile;
  readonly edits: KeptKnob[];
}

/**
 * A knob is set in every file that has it; where none has, in the first that may get it, a Flux or ECO file before any other.
 * @param shown how a file is called in its diff
 * @throws TrimtabError TRIMTAB_E_FILE_READ, TRIMTAB_E_FILE_FORM, TRIMTAB_E_FILE_PLACE
 */
export async function planFiles(
  files: FileFunctions,
  { files: paths, keys }: PersistRules,
  wishes: readonly Wish[],
  shown: (path: string) => string = (path) => path,
): Promise<FilesPlan> {
  const drafts: Draft[] = [];
  for (const path of new Set(paths)) {
    const file = await readDiskFile(files, path);
    if (drafts.some((d) => d.file.real === file.real)) continue;
    // One that is no configuration is refused whether or not anything is to be set in it.
    drafts.push({ file, text: file.text, parsed: parseFile(path, file.text), edits: [] });
  }
  const planning = { drafts, wishes: withoutDoubles(wishes), keys };
  const unplaced = planning.wishes.flatMap((wish) => (place(planning, wish) ? [] : [wish.knob]));
  return {
    files: drafts.map(({ file, text, edits }) => ({
      file,
      text,
      edits,
      diff: unifiedDiff(shown(file.path), file.text, text),
    })),
    unplaced,
  };
}

/** Storm has one key for the acker's executors and for its tasks; what runs goes before what was configured. */
function withoutDoubles(wishes: readonly Wish[]): readonly Wish[] {
  const acker = wishes.some(({ knob }) => knob === 'executors.__acker');
  return acker ? wishes.filter(({ knob }) => knob !== 'topology.acker.executors') : wishes;
}

interface Planning {
  readonly drafts: readonly Draft[];
  readonly wishes: readonly Wish[];
  readonly keys: PersistRules['keys'];
}

interface Candidate {
  readonly draft: Draft;
  readonly target: Target;
  readonly shape: 'flux' | 'flat';
  readonly found: unknown;
  /** Where it is in data(). */
  readonly path: Path;
}

/** @returns whether some file has, or got, the value */
function place(planning: Planning, wish: Wish): boolean {
  const candidates = candidatesFor(planning, wish);
  const there = candidates.filter(({ found }) => found !== undefined);
  if (there.length > 0) {
    for (const candidate of there) setIn(planning, candidate, wish);
    return true;
  }
  // What is only compared, and nowhere written down, is the engine's default or the program's own.
  if (!wish.insert) return true;
  const first = candidates.find(({ shape }) => shape === 'flux') ?? candidates[0];
  if (first === undefined) return false;
  setIn(planning, first, wish);
  return true;
}

function candidatesFor({ drafts, keys }: Planning, { knob }: Wish): readonly Candidate[] {
  const targets = targetsOf(knob, keys);
  return drafts.flatMap((draft): Candidate[] => {
    const { parsed } = draft;
    const target = targets[parsed.shape];
    const slot = target === null ? undefined : parsed.find(target);
    return target === null || slot === undefined
      ? []
      : [{ draft, target, shape: parsed.shape, found: slot.found, path: slot.path }];
  });
}

function setIn(planning: Planning, { draft, target, found }: Candidate, wish: Wish): void {
  const name = placeholderOf(found);
  if (name === null) {
    edit(draft, target, wish);
    return;
  }
  const stands: Target = { kind: 'setting', key: name };
  const properties = planning.drafts.flatMap((one) => {
    const slot = isProperties(one) ? one.parsed.find(stands) : undefined;
    return slot?.found === undefined ? [] : [{ draft: one, found: slot.found }];
  });
  const is = `${draft.file.path}: ${targetName(target)} is the placeholder \${${name}}`;
  if (properties.length === 0) {
    throw new TrimtabError('TRIMTAB_E_FILE_PLACE', is, {
      next: `Add the properties file that has ${name} to persist.files, or write the number in its place.`,
    });
  }
  const due = properties.filter((one) => asNumber(one.found) !== wish.value);
  const other = due.length === 0 ? undefined : otherUse(planning, name, wish);
  if (other !== undefined) {
    throw new TrimtabError('TRIMTAB_E_FILE_PLACE', `${is}, which is shared: ${other} also uses it`, {
      next: 'Give each of them a placeholder of its own, or write the number in its place.',
    });
  }
  for (const one of due) edit(one.draft, stands, wish);
}

/** Where the placeholder stands besides the places that are to have the same value. */
function otherUse(planning: Planning, name: string, { value }: Wish): string | undefined {
  const agreed = planning.wishes
    .filter((wish) => wish.value === value)
    .flatMap((wish) => candidatesFor(planning, wish));
  return planning.drafts
    .filter((draft) => !isProperties(draft))
    .flatMap((draft) =>
      placesOf(draft.parsed, name)
        .filter((path) => !agreed.some((one) => one.draft === draft && isDeepStrictEqual(one.path, path)))
        .map((path) => `${placeName(path)} of ${draft.file.path}`),
    )[0];
}

function isProperties({ file }: Draft): boolean {
  return /\.properties$/i.test(file.path);
}

function edit(draft: Draft, target: Target, { knob, value }: Wish): void {
  const edited = setValue(draft.file.path, draft.text, target, value);
  if (edited === null) return;
  draft.text = edited.text;
  draft.parsed = parseFile(draft.file.path, edited.text);
  draft.edits.push({ knob, key: targetName(target), from: asNumber(edited.from), to: value });
}
