// Reads a configuration file: UTF-8, YAML, one mapping at the top; and knows on which line each option stands.
import { isUtf8 } from 'node:buffer';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import { TrimtabError } from '../errors/index.js';
import { aliasFault, mostAliases, readWhole, whyUnreadable } from '../util/index.js';
import { isMapping, type Mapping, type Path } from './path.js';

export interface ConfigSource {
  /** As the user named it. */
  readonly name: string;
  readonly value: Mapping;
  /** The line of an option, or of the nearest thing around it that is in the file. */
  lineNear(path: Path): number;
  /** The line of an option that is in the file. */
  lineOf(path: Path): number | undefined;
}

/** What is said of a file that is not one. */
export interface SourceWords {
  /** What to do where the file cannot be read; absent: as the catalogue says. */
  readonly unreadable?: string;
  /** What to do about a fault in the YAML. */
  readonly correct: string;
  /** What stands at the top level, as in: expected … */
  readonly expected: string;
  /** What to do where something else stands there. */
  readonly start: string;
}

const configWords: SourceWords = {
  correct: 'Correct that line, then run trimtab config check.',
  expected: 'options such as "clusters:" at the top level',
  start: 'Start from storm-conf/trimtab.yaml; docs/reference/configuration.md lists all options.',
};

interface Fault {
  readonly offset: number;
  readonly text: string;
}

/**
 * @param name the file as the user named it, for messages
 * @param words for a file that is no configuration
 * @throws TRIMTAB_E_CONFIG_FILE with file, line and column
 */
export function readSource(
  name: string,
  absolutePath: string,
  words: SourceWords = configWords,
): ConfigSource {
  const text = readText(name, absolutePath, words);
  const lines = new LineCounter();
  // The library warns on stderr by itself otherwise.
  const document = parseDocument(text, {
    lineCounter: lines,
    merge: true,
    prettyErrors: false,
    logLevel: 'error',
  });
  const fault = firstFault(document, text);
  if (fault) {
    const { line, col } = lines.linePos(fault.offset);
    throw new TrimtabError('TRIMTAB_E_CONFIG_FILE', `${name}:${line}:${col}: ${fault.text}`, {
      next: words.correct,
    });
  }
  const value = toData(document, name, words);
  return {
    name,
    value,
    lineNear: (path) => lines.linePos(locate(document, path).offset).line,
    lineOf: (path) => {
      const found = locate(document, path);
      return found.given ? lines.linePos(found.offset).line : undefined;
    },
  };
}

function readText(name: string, absolutePath: string, words: SourceWords): string {
  const bytes = readBytes(name, absolutePath, words);
  if (isUtf8(bytes)) return bytes.toString('utf8').replace(/^\uFEFF/, '');
  const { line, column } = firstBadByte(bytes);
  throw new TrimtabError('TRIMTAB_E_CONFIG_FILE', `${name}:${line}:${column}: not UTF-8 text`, {
    next: 'Save the file as UTF-8: iconv -f LATIN1 -t UTF-8 converts the most common other encoding.',
  });
}

function readBytes(name: string, absolutePath: string, { unreadable: next }: SourceWords): Buffer {
  try {
    return readWhole(absolutePath);
  } catch (error) {
    throw new TrimtabError('TRIMTAB_E_CONFIG_FILE', `${name}: ${whyUnreadable(error)}`, {
      ...(next === undefined ? {} : { next }),
      cause: error,
    });
  }
}

function firstBadByte(bytes: Buffer): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (;;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    if (!isUtf8(bytes.subarray(start, end)) || newline < 0) break;
    start = newline + 1;
    line++;
  }
  const damaged = new TextDecoder().decode(bytes.subarray(start));
  return { line, column: damaged.indexOf('\uFFFD') + 1 };
}

function firstFault(document: Document.Parsed, text: string): Fault | undefined {
  const error = document.errors[0];
  if (error) return { offset: error.pos[0], text: describe(error.code, error.message, text, error.pos[0]) };
  const warning = document.warnings[0];
  if (warning) return { offset: warning.pos[0], text: `not YAML: ${lowerFirst(warning.message)}` };
  let fault: Fault | undefined = aliasFault(document);
  if (fault !== undefined) return fault;
  visit(document, {
    Pair: (_, pair) => {
      if (isMap(pair.key) || isSeq(pair.key))
        fault ??= { offset: pair.key.range?.[0] ?? 0, text: 'the name of an option must be text' };
      else if (isMerge(pair) && !mergedBy(document, pair).every(isMap))
        fault ??= {
          offset: (pair.key as Ranged).range?.[0] ?? 0,
          text: '<< merges a mapping in, or a list of them: an alias such as *common',
        };
    },
  });
  return fault;
}

/** The library's message, or a plainer one for the commonest slips. */
function describe(code: string, message: string, text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(lineStart).split('\n', 1)[0] ?? '';
  if (code === 'TAB_AS_INDENT' || /^ *\t/.test(line))
    return 'a tab in the indentation; YAML takes spaces only';
  if (code === 'DUPLICATE_KEY') {
    const key = /^("[^"]*"|'[^']*'|[^:\s]+)/.exec(text.slice(offset))?.[0] ?? 'an option';
    return `${key} is given twice in the same mapping`;
  }
  if (code === 'MULTIPLE_DOCS') return 'a second YAML document ("---"); the file may have only one';
  return `not YAML: ${lowerFirst(message)}`;
}

function lowerFirst(message: string): string {
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function toData(document: Document.Parsed, name: string, { expected, start }: SourceWords): Mapping {
  const value = convert(document, name);
  if (isMapping(value)) return value;
  const found =
    value === null ? 'the file is empty' : Array.isArray(value) ? 'found a list' : 'found a single value';
  throw new TrimtabError('TRIMTAB_E_CONFIG_FILE', `${name}:1:1: ${found}, expected ${expected}`, {
    next: start,
  });
}

function convert(document: Document.Parsed, name: string): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases }) as unknown;
  } catch (error) {
    // Aliases that would unfold to an enormous document end here.
    throw new TrimtabError(
      'TRIMTAB_E_CONFIG_FILE',
      `${name}: not YAML: ${lowerFirst((error as Error).message)}`,
      { cause: error },
    );
  }
}

/** How far a path can be followed in the file: the place reached, and whether all of the path is there. */
function locate(document: Document.Parsed, path: Path): { offset: number; given: boolean } {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const segment of path) {
    const next = step(document, resolved(document, node), segment);
    if (next === undefined) return { offset, given: false };
    node = next.value;
    offset = next.named.range?.[0] ?? offset;
  }
  return { offset, given: true };
}

interface Ranged {
  readonly range?: readonly number[] | null | undefined;
}

/** One segment further: the value there, and the part of the text that names it. */
function step(
  document: Document.Parsed,
  node: unknown,
  segment: string | number,
): { value: unknown; named: Ranged } | undefined {
  if (isMap(node)) {
    const pair = pairIn(document, node, segment);
    return pair && { value: pair.value, named: pair.key as Ranged };
  }
  if (!isSeq(node) || typeof segment !== 'number') return undefined;
  const item = node.items[segment];
  return item === undefined ? undefined : { value: item, named: item as Ranged };
}

/** Of the mapping itself, or else of the first one that it merges in (`<<`), where it stands there. */
function pairIn(document: Document.Parsed, map: YAMLMap, segment: string | number): Pair | undefined {
  const own = map.items.find((item) => isScalar(item.key) && String(item.key.value) === segment);
  if (own !== undefined) return own;
  const sources = map.items.filter(isMerge).flatMap((pair) => mergedBy(document, pair));
  for (const source of sources) {
    const found = isMap(source) ? pairIn(document, source, segment) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What a merge key names: one mapping, or a list of them. */
function mergedBy(document: Document.Parsed, { value }: Pair): unknown[] {
  const source = resolved(document, value);
  return isSeq(source) ? source.items.map((item) => resolved(document, item)) : [source];
}

/** The library makes a symbol of the key. */
function isMerge({ key }: Pair): boolean {
  const name = isScalar(key) ? key.value : undefined;
  return (typeof name === 'symbol' ? name.description : name) === '<<';
}

function resolved(document: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}
