// What every command gives: one JSON document for scripts, and its log.
import { createLogger, type Logger, shownJson } from '../../util/index.js';

/** Text for a person at a terminal, JSON lines for anything that reads the logs. */
export function commandLogger(output: 'text' | 'json'): Logger {
  return createLogger('info', output === 'text' ? 'text' : 'json');
}

/** Writes a JSON document on stdout. */
export function printJson(document: unknown): void {
  process.stdout.write(`${shownJson(document)}\n`);
}
