// What every command gives: one JSON document for scripts, and its log.
import type { TrimtabError } from '../../errors/index.js';
import { createLogger, type Logger, shownJson } from '../../util/index.js';

/** Text for a person at a terminal, JSON lines for anything that reads the logs. */
export function commandLogger(output: 'text' | 'json'): Logger {
  return createLogger('info', output === 'text' ? 'text' : 'json');
}

/** Writes a JSON document on stdout. */
export function printJson(document: unknown): void {
  process.stdout.write(`${shownJson(document)}\n`);
}

/** What a document of a command's own says where the command fails, in the form of every other failure. */
export function failureOf(error: TrimtabError | null) {
  if (error === null) return {};
  const { code, message, next } = error;
  return { error: { code, message, next } };
}
