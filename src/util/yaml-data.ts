// Reads YAML that a person wrote where its places are not needed afterwards.
import { LineCounter, parseDocument } from 'yaml';
import { aliasFault, mostAliases } from './yaml-aliases.js';

/**
 * What a text of YAML, or of JSON, says.
 * @throws Error where it is none, or an alias has no end, with the place
 */
export function yamlData(text: string): unknown {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [error] = document.errors;
  if (error !== undefined) throw error;
  const fault = aliasFault(document);
  if (fault !== undefined) {
    const { line, col } = lineCounter.linePos(fault.offset);
    throw new Error(`${fault.text} at line ${line}, column ${col}`);
  }
  return document.toJS({ maxAliasCount: mostAliases });
}
