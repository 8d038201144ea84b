// Reads the text of a YAML or JSON file into documents that know where each of their tokens stands, or says why it is none.
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  visit,
  type YAMLError,
  type YAMLMap,
} from 'yaml';
import { TrimtabError } from '../../errors/index.js';
import { aliasFault } from '../../util/index.js';

export interface YamlText {
  readonly name: string;
  readonly text: string;
  /** Strict JSON: what is written into it must be JSON as well. */
  readonly isJson: boolean;
  readonly documents: readonly Document.Parsed[];
}

/**
 * @param name as the user knows the file, for messages
 * @throws TrimtabError TRIMTAB_E_FILE_FORM with line and column
 */
export function parseYamlText(name: string, text: string): YamlText {
  const isJson = name.toLowerCase().endsWith('.json');
  checkJson(name, text, isJson);
  const lines = new LineCounter();
  // Storm, Flux and Heron read YAML 1.1: 010 is eight there, and << merges.
  const version = isJson ? '1.2' : '1.1';
  const parsed = parseAllDocuments(text, {
    version,
    keepSourceTokens: true,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    // The library compares each key with all before it, half a minute for 30 000 keys: doubledKey() looks them up.
    uniqueKeys: false,
  });
  const documents: readonly Document.Parsed[] = 'empty' in parsed ? [] : parsed;
  for (const document of documents) {
    const { errors, contents } = document;
    const [error] = errors;
    const offset = error?.pos[0] ?? doubledKey(document);
    if (offset !== null) {
      const { line, col } = lines.linePos(offset);
      throw refusal(`${name}:${line}:${col}: ${describe(error, text, offset)}`);
    }
    const fault = aliasFault(document);
    if (fault !== undefined) {
      const { line, col } = lines.linePos(fault.offset);
      throw refusal(`${name}:${line}:${col}: ${fault.text}`);
    }
    if (isMap(contents) || contents === null || (isScalar(contents) && contents.value === null)) continue;
    const { line, col } = lines.linePos(contents.range[0]);
    const found = isSeq(contents) ? 'a list' : 'a single value';
    throw refusal(
      `${name}:${line}:${col}: found ${found} at the top level, expected a mapping from keys to values`,
    );
  }
  return { name, text, isJson, documents };
}

function checkJson(name: string, text: string, isJson: boolean): void {
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    if (!isJson) return;
    const next = 'Correct the file; one that is YAML must be named .yaml.';
    throw new TrimtabError('TRIMTAB_E_FILE_FORM', `${name}: not JSON: ${(cause as Error).message}`, { next });
  }
  // JSON is YAML too, but what is put into it must stay JSON for whoever reads it as such.
  if (!isJson && /^\uFEFF?\s*\{/.test(text)) {
    throw new TrimtabError('TRIMTAB_E_FILE_FORM', `${name}: it is JSON, although its name says YAML`, {
      next: 'Rename the file to .json, also in persist.files.',
    });
  }
}

function refusal(message: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_FILE_FORM', message);
}

/** Where a key stands that its mapping has already; null where none does. */
function doubledKey(document: Document.Parsed): number | null {
  let offset: number | null = null;
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        const value = isScalar(key) ? key.value : key;
        if (seen.has(value)) {
          offset = isNode(key) ? (key.range?.[0] ?? 0) : 0;
          return visit.BREAK;
        }
        seen.add(value);
      }
      return undefined;
    },
  });
  return offset;
}

/** The library's message, or a plainer one for the commonest slips; without an error a key that is given twice. */
function describe(error: YAMLError | undefined, text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(start).split('\n', 1)[0] ?? '';
  if (error?.code === 'TAB_AS_INDENT' || /^ *\t/.test(line))
    return 'a tab in the indentation; YAML takes spaces only';
  if (error === undefined) {
    const key = /^("[^"]*"|'[^']*'|[^:\s]+)/.exec(text.slice(offset))?.[0] ?? 'a key';
    return `${key} is given twice in the same mapping`;
  }
  return `not YAML: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
}

/** The mapping at the top of a document; undefined where it is empty. */
export function rootOf({ contents }: Document.Parsed): YAMLMap | undefined {
  return isMap(contents) ? contents : undefined;
}
