// What the journal holds: the kinds of records, a record to be written, a line as it is kept, and the port to write with.

export const journalKinds = [
  'started',
  'observed',
  'evaluated',
  'decided',
  'intended',
  'applied',
  'verified',
  'reverted',
  'revert-intended',
  'failed',
  'superseded',
  'persisted',
  'approved',
  'rejected',
  'snoozed',
  'expired',
  'override-seen',
  'paused',
  'resumed',
  'model-loaded',
  'config-reloaded',
  'drift',
  'trimmed',
  'stopped',
] as const;
export type JournalKind = (typeof journalKinds)[number];

/** Which topology of which cluster a record is about. */
export interface JournalTopology {
  readonly cluster: string;
  readonly name: string;
  readonly id: string;
}

/** A record to be written. */
export interface JournalEntry {
  readonly kind: JournalKind;
  /** When it happened: ISO 8601, UTC, milliseconds (2026-11-22T10:00:00.000Z). */
  readonly at: string;
  /** Of the decision that it belongs to. */
  readonly id: string | null;
  readonly topology: JournalTopology | null;
  /** Further fields; those of a record itself are reserved. Left out where undefined. */
  readonly body?: Readonly<Record<string, unknown>>;
}

/** A record as it is kept: the fields of the body stand beside the others. */
export interface JournalLine extends Omit<JournalEntry, 'body'> {
  /** 1 for the first line of a journal, then one more for each. */
  readonly seq: number;
  /** The hash of the line before; 64 zeros for the first. */
  readonly prev: string;
  /** Hex SHA-256 of `prev` and the canonical line without this field. */
  readonly hash: string;
  readonly [field: string]: unknown;
}

export const reservedFields: ReadonlySet<string> = new Set([
  'seq',
  'at',
  'kind',
  'id',
  'topology',
  'prev',
  'hash',
]);

/** The port through which records are written. */
export interface Journal {
  /**
   * Resolves when the record is on disk; several that wait at once go there together, in the order of their calls.
   * @throws TrimtabError TRIMTAB_E_JOURNAL when it could not be written: then nothing more is taken until the journal is
   *   opened anew. TypeError for an entry that is no JSON or uses a reserved field: that one alone is refused.
   */
  append(entry: JournalEntry): Promise<void>;
  /** Waits for what was appended, and lets others write. */
  close(): Promise<void>;
}
