// Reads the text of a YAML or JSON file into documents that know where each of their tokens stands, or says why it is none.
import { type Document, isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type YAMLMap } from 'yaml';
import { TrimtabError } from '../../errors/index.js';

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
  });
  const documents: readonly Document.Parsed[] = 'empty' in parsed ? [] : parsed;
  for (const { errors, contents } of documents) {
    const [error] = errors;
    if (error !== undefined) {
      const [offset] = error.pos;
      const { line, col } = lines.linePos(offset);
      throw refusal(`${name}:${line}:${col}: ${describe(error.code, error.message, text, offset)}`);
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

/** The library's message, or a plainer one for the commonest slips. */
function describe(code: string, message: string, text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(start).split('\n', 1)[0] ?? '';
  if (code === 'TAB_AS_INDENT' || /^ *\t/.test(line))
    return 'a tab in the indentation; YAML takes spaces only';
  if (code === 'DUPLICATE_KEY') {
    const key = /^("[^"]*"|'[^']*'|[^:\s]+)/.exec(text.slice(offset))?.[0] ?? 'a key';
    return `${key} is given twice in the same mapping`;
  }
  return `not YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

/** The mapping at the top of a document; undefined where it is empty. */
export function rootOf({ contents }: Document.Parsed): YAMLMap | undefined {
  return isMap(contents) ? contents : undefined;
}
