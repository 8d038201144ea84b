// Lines of the journal and of the log as a reader meets them, in a word or two for tests that compare whole stories.
import type { JournalEntry } from '../../src/audit/index.js';

/** A line as a reader of the journal meets it. */
export type Told = Omit<JournalEntry, 'body'> & Readonly<Record<string, unknown>>;

export interface Logged {
  readonly level: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

export function retold({ kind, ...line }: Told): string {
  const step = kind === 'intended' ? `${String(line['step'])} of ${String(line['of'])}` : undefined;
  return [kind, step, line['code']].filter((word) => word !== undefined).join(' ');
}
