// Lines of the journal and of the log as a reader meets them, in a word or two for tests that compare whole stories.
import type { JournalEntry } from '../../src/audit/index.js';
import type { Logger } from '../../src/util/index.js';

/** A line as a reader of the journal meets it. */
export type Told = Omit<JournalEntry, 'body'> & Readonly<Record<string, unknown>>;

export interface Logged {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

/** Warnings and errors without what happened, or without the next step: an operator reads both. */
export function incomplete(logs: readonly object[]): object[] {
  return logs.filter((line: { level?: unknown; text?: unknown; next?: unknown }) => {
    const isSerious = line.level === 'warn' || line.level === 'error';
    return isSerious && !(isSaid(line.text) && isSaid(line.next));
  });
}

function isSaid(text: unknown): boolean {
  return typeof text === 'string' && text !== '';
}

/** Keeps what is logged, as a reader would get it. */
export function loggerInto(logs: Logged[]): Logger {
  const at =
    (level: string) =>
    (message: string, fields: object = {}): void => {
      logs.push({ level, message, ...fields });
    };
  const levels = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
  return levels as unknown as Logger;
}

export function retold({ kind, ...line }: Told): string {
  const step = kind === 'intended' ? `${String(line['step'])} of ${String(line['of'])}` : undefined;
  return [kind, step, line['code']].filter((word) => word !== undefined).join(' ');
}
