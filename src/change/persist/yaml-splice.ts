// The pieces of text that set, add or lengthen a value in YAML or JSON, in the style of what stands around it.
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { linesAfter } from './lines.js';
import type { NewValue, Splice } from './types.js';
import type { YamlText } from './yaml-text.js';

/** In place of a value that is there; null where that cannot be done by changing one token. */
export function replaced({ text, isJson }: YamlText, pair: Pair, value: NewValue): Splice | null {
  const node = pair.value;
  if (isAlias(node)) return cut(node.range, written(value, isJson));
  if (!isScalar(node) || isEmpty(node)) {
    if (node !== null && !isScalar(node)) return null;
    return afterColon(text, pair, written(value, isJson));
  }
  if (node.type === 'PLAIN') {
    // A carriage return at the very end of a file belongs to the token for the library.
    const [start, end] = node.range ?? [0, 0];
    return cut([start, start + text.slice(start, end).trimEnd().length], written(value, isJson));
  }
  if (node.type === 'QUOTE_DOUBLE') return cut(node.range, JSON.stringify(String(value)));
  if (node.type === 'QUOTE_SINGLE') return cut(node.range, `'${String(value).replaceAll("'", "''")}'`);
  return null;
}

function isEmpty(node: { readonly range?: readonly number[] | null | undefined }): boolean {
  return node.range?.[0] === node.range?.[1];
}

function cut(range: readonly number[] | null | undefined, text: string): Splice | null {
  const [start, end] = range ?? [];
  return start === undefined || end === undefined ? null : { start, end, text };
}

/** `key:` without a value, perhaps with an anchor or a comment behind it. */
function afterColon(text: string, pair: Pair, value: string): Splice | null {
  const at = tokenEnd(text, pair);
  const key = rangeOf(pair.key);
  if (key === undefined || at <= key[1]) return null;
  return { start: at, end: at, text: ` ${value}` };
}

/** A number, or text that YAML and JSON read as the same text. */
export function written(value: NewValue, isJson: boolean): string {
  if (typeof value === 'number') return String(value);
  return !isJson && /^[A-Za-z_][\w./-]*$/.test(value) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(value)
    ? value
    : JSON.stringify(value);
}

/**
 * A new key, with what belongs under it.
 * @param value as text: what `written` gives
 */
export function inserted(yaml: YamlText, map: YAMLMap, keys: readonly string[], value: string): Splice {
  return map.flow ? intoFlow(yaml, map, keys, value) : intoBlock(yaml.text, map, keys, value);
}

function intoBlock(text: string, map: YAMLMap, keys: readonly string[], value: string): Splice {
  const [key = '', inner] = keys;
  const sibling = siblingFor(map, key);
  const indent = ' '.repeat(indentOf(map));
  const quote = quoteOf(text, sibling);
  const lines =
    inner === undefined
      ? [`${indent}${keyText(key, quote)}: ${value}`]
      : [`${indent}${keyText(key, quote)}:`, `${indent}  ${keyText(inner, quote)}: ${value}`];
  return linesAfter(text, tokenEnd(text, sibling), lines);
}

/** The first key under one that has no value yet. */
export function underEmpty(text: string, map: YAMLMap, pair: Pair, key: string, value: string): Splice {
  const at = tokenEnd(text, pair);
  if (map.flow) return { start: at, end: at, text: ` {${JSON.stringify(key)}: ${value}}` };
  return linesAfter(text, at, [`${' '.repeat(indentOf(map) + 2)}${keyText(key, '')}: ${value}`]);
}

/** The first key of a file that has none. */
export function intoEmptyFile(text: string, key: string, value: string): Splice {
  return linesAfter(text, text.length, [`${keyText(key, '')}: ${value}`]);
}

/** The last key whose name begins most alike and whose value is on its line; for a component the one that names it. */
function siblingFor(map: YAMLMap, key: string): Pair {
  const named = (name: string) => map.items.find((p) => isScalar(p.key) && p.key.value === name);
  const single = map.items.filter((p) => !isCollection(p.value) || p.value.flow === true);
  if (!key.includes('.')) {
    const beside = key === 'config' ? [named('name')] : [named('className'), named('id')];
    const found = beside.find((p) => p !== undefined && single.includes(p));
    if (found !== undefined) return found;
  }
  const likest = Math.max(0, ...single.map((p) => alike(p, key)));
  const sibling = likest > 0 ? single.findLast((p) => alike(p, key) === likest) : map.items.at(-1);
  if (sibling === undefined) throw new Error('a block mapping without keys');
  return sibling;
}

/** How many parts of two dotted names are the same, from the first on. */
function alike(pair: Pair, key: string): number {
  const parts = isScalar(pair.key) ? String(pair.key.value).split('.') : [];
  const other = key.split('.').findIndex((part, i) => part !== parts[i]);
  return other < 0 ? parts.length : other;
}

/** Where the last token of a pair ends, comments and white space not counted. */
function tokenEnd(text: string, pair: Pair): number {
  let at = endOf(pair.value) ?? endOf(pair.key) ?? 0;
  // An empty value stands wherever the next token begins.
  while (at > 0 && /\s/.test(text[at - 1] ?? '') && isBare(pair)) at -= 1;
  return at;
}

function isBare({ value }: Pair): boolean {
  return value === null || (isScalar(value) && isEmpty(value));
}

function endOf(node: unknown): number | undefined {
  if ((isMap(node) || isSeq(node)) && node.flow !== true) {
    const last: unknown = node.items.at(-1);
    if (last === undefined || isNode(last)) return endOf(last) ?? node.range?.[1];
    const { key, value } = last as Pair;
    return endOf(value) ?? endOf(key);
  }
  return rangeOf(node)?.[1];
}

function rangeOf(node: unknown): readonly [number, number, number] | undefined {
  return isNode(node) ? (node.range ?? undefined) : undefined;
}

function intoFlow({ text, isJson }: YamlText, map: YAMLMap, keys: readonly string[], value: string): Splice {
  const quote = isJson ? '"' : quoteOf(text, map.items.at(-1));
  const [colon, between] = separatorsOf(text, map);
  const [key = '', inner] = keys;
  const what =
    inner === undefined
      ? `${keyText(key, quote)}${colon}${value}`
      : `${keyText(key, quote)}${colon}{${keyText(inner, quote)}${colon}${value}}`;
  const last = map.items.at(-1);
  const open = rangeOf(map)?.[0] ?? 0;
  if (last === undefined) return { start: open + 1, end: open + 1, text: what };
  const end = tokenEnd(text, last);
  const rest = text.slice(end, (rangeOf(map)?.[1] ?? end) - 1);
  const start = rangeOf(last.key)?.[0] ?? end;
  // A comment behind the last value stays with it: the new key goes before.
  if (rest.includes('#')) return { start, end: start, text: `${what},${between}` };
  return { start: end, end, text: `,${between}${what}` };
}

/** What stands between a key and its value, and behind the comma. */
function separatorsOf(text: string, map: YAMLMap): [colon: string, between: string] {
  const pair = map.items.at(-1);
  const [key, value] = [rangeOf(pair?.key), rangeOf(pair?.value)];
  const colon = key === undefined || value === undefined ? '' : text.slice(key[1], value[0]);
  const start = key?.[0] ?? 0;
  const lead = /[\s]*$/.exec(text.slice(rangeOf(map)?.[0] ?? 0, start))?.[0] ?? '';
  const alone = map.items.length === 1 && !lead.includes('\n');
  const tight = colon === ':';
  return [/^:[ ]*$/.test(colon) ? colon : ': ', alone ? (tight ? '' : ' ') : lead];
}

/** More items at the end of a list. */
export function appended({ text }: YamlText, list: YAMLSeq, items: readonly number[]): Splice | null {
  const last: unknown = list.items.at(-1);
  const end = endOf(last);
  if (list.flow === true) {
    const at = end ?? (rangeOf(list)?.[0] ?? 0) + 1;
    const start = rangeOf(last)?.[0] ?? at;
    const lead =
      list.items.length > 1 ? (/\s*$/.exec(text.slice(rangeOf(list)?.[0], start))?.[0] ?? ' ') : ' ';
    const more = items.map(String).join(`,${lead}`);
    return { start: at, end: at, text: end === undefined ? more : `,${lead}${more}` };
  }
  if (end === undefined) return null;
  const indent = ' '.repeat(indentOf(list));
  return linesAfter(
    text,
    end,
    items.map((item) => `${indent}- ${item}`),
  );
}

/** The column at which the keys or dashes of a block collection begin. */
function indentOf(collection: YAMLMap | YAMLSeq): number {
  const token = collection.srcToken;
  return token !== undefined && 'indent' in token ? token.indent : 0;
}

function quoteOf(text: string, pair: Pair | undefined): '' | '"' | "'" {
  const first = text[rangeOf(pair?.key)?.[0] ?? -1];
  return first === '"' || first === "'" ? first : '';
}

function keyText(key: string, quote: '' | '"' | "'"): string {
  if (quote === "'") return `'${key.replaceAll("'", "''")}'`;
  return quote === '' && /^[A-Za-z_][\w.-]*$/.test(key) ? key : JSON.stringify(key);
}
