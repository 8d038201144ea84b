// A Java properties file: finds each key and value as java.util.Properties would, and where in the text they stand.
import { TrimtabError } from '../../errors/index.js';
import { linesAfter } from './lines.js';
import type { NewValue, ParsedFile, Splice, Target } from './types.js';

interface Entry {
  readonly key: string;
  readonly value: string;
  /** Offsets of the key as written, and of the value without white space behind it. */
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Where its last line ends. */
  readonly end: number;
}

/** @throws nothing: any text is a properties file */
export function parsePropertiesFile(name: string, text: string): ParsedFile {
  const entries = scan(text);
  return {
    shape: 'flat',
    find: (target) => {
      if (target.kind === 'component') return undefined;
      const [entry, ...others] = entries.filter(({ key }) => key === target.key);
      if (others.length > 0) throw twice(name, target, others.length + 1);
      return {
        found: entry === undefined ? undefined : entry.value === '' ? null : entry.value,
        path: [target.key],
        set: (value) =>
          entry === undefined ? added(text, entries, target.key, value) : changed(entry, value),
        append: null,
      };
    },
    // The last of several wins, as in Java.
    data: () => Object.fromEntries(entries.map(({ key, value }) => [key, value])),
  };
}

function twice(name: string, { key }: Extract<Target, { kind: 'setting' }>, times: number): TrimtabError {
  return new TrimtabError('TRIMTAB_E_FILE_PLACE', `${name}: ${key} is in ${times} places of the file`, {
    next: 'Leave the last of them, which is the one that Java uses.',
  });
}

function changed({ keyEnd, valueStart, valueEnd }: Entry, value: NewValue): Splice {
  const isBare = valueStart === keyEnd && valueEnd === keyEnd;
  // A key alone on its line is a key with an empty value.
  const before = isBare ? '=' : '';
  return { start: valueStart, end: valueEnd, text: before + escaped(value) };
}

function added(text: string, entries: readonly Entry[], key: string, value: NewValue): Splice {
  const start = key.split('.', 1)[0] ?? '';
  const sibling = entries.findLast((entry) => entry.key.startsWith(`${start}.`)) ?? entries.at(-1);
  const separator = sibling === undefined ? '=' : text.slice(sibling.keyEnd, sibling.valueStart);
  const name = beyondAscii(key.replace(/[\\:=# !]/g, '\\$&'));
  const line = `${name}${/^[ \t]*[=: \t][ \t]*$/.test(separator) ? separator : '='}${escaped(value)}`;
  return linesAfter(text, sibling?.end ?? text.length, [line]);
}

function escaped(value: NewValue): string {
  return beyondAscii(String(value).replaceAll('\\', '\\\\'));
}

/** Java reads the bytes as Latin-1, so anything beyond ASCII is written as escapes, of its UTF-16 code units. */
function beyondAscii(text: string): string {
  return text.replace(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The rules of java.util.Properties.load: comments, continued lines, escapes, three separators. */
function scan(text: string): Entry[] {
  const entries: Entry[] = [];
  let at = 0;
  while (at < text.length) {
    at = skip(text, at, /[ \t\f\r\n]/);
    if (at >= text.length) break;
    if (text[at] === '#' || text[at] === '!') {
      while (at < text.length && !isLineEnd(text[at])) at += 1;
      continue;
    }
    const key = token(text, at, /[=: \t\f]/);
    let valueAt = skipBlank(text, key.end);
    if (text[valueAt] === '=' || text[valueAt] === ':') valueAt = skipBlank(text, valueAt + 1);
    const value = token(text, valueAt, null);
    entries.push({
      key: key.value,
      value: value.value,
      keyStart: at,
      keyEnd: key.end,
      valueStart: value.value === '' && value.end === valueAt && isLineEnd(text[key.end]) ? key.end : valueAt,
      valueEnd: value.trimmedEnd,
      end: value.end,
    });
    at = value.end;
  }
  return entries;
}

function isLineEnd(character: string | undefined): boolean {
  return character === undefined || character === '\n' || character === '\r';
}

function skip(text: string, from: number, what: RegExp): number {
  let at = from;
  while (at < text.length && what.test(text[at] ?? '')) at += 1;
  return at;
}

/** Blanks, and line ends that a backslash continues. */
function skipBlank(text: string, from: number): number {
  let at = skip(text, from, /[ \t\f]/);
  for (let length = continuation(text, at); length > 0; length = continuation(text, at)) at += length;
  return at;
}

/** How long a backslash with its line end and the next line's indentation is; 0 where there is none. */
function continuation(text: string, at: number): number {
  return /^\\(?:\r\n|\n|\r)[ \t\f]*/.exec(text.slice(at, at + 2000))?.[0].length ?? 0;
}

interface Token {
  readonly value: string;
  readonly end: number;
  /** Without white space behind it. */
  readonly trimmedEnd: number;
}

/** @param stop what ends it, beside the end of its line */
function token(text: string, from: number, stop: RegExp | null): Token {
  const named: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };
  let [at, value, trimmedEnd] = [from, '', from];
  while (at < text.length && !isLineEnd(text[at]) && stop?.test(text[at] ?? '') !== true) {
    const character = text[at] ?? '';
    const length = character === '\\' ? continuation(text, at) : 0;
    if (length > 0) {
      at += length;
      continue;
    }
    if (character === '\\') {
      const code = /^\\u([0-9a-fA-F]{4})/.exec(text.slice(at, at + 6))?.[1];
      const next = text[at + 1] ?? '';
      value += code === undefined ? (named[next] ?? next) : String.fromCharCode(Number.parseInt(code, 16));
      at += code === undefined ? 2 : 6;
      trimmedEnd = at;
      continue;
    }
    value += character;
    at += 1;
    if (!/[ \t\f]/.test(character)) trimmedEnd = at;
  }
  return { value, end: Math.min(at, text.length), trimmedEnd: Math.min(trimmedEnd, text.length) };
}
