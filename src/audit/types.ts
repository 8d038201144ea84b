// The Journal port.
export type JournalKind =
  | 'started'
  | 'observed'
  | 'evaluated'
  | 'decided'
  | 'intended'
  | 'applied'
  | 'verified'
  | 'reverted'
  | 'revert-intended'
  | 'failed'
  | 'superseded'
  | 'persisted'
  | 'approved'
  | 'rejected'
  | 'snoozed'
  | 'expired'
  | 'override-seen'
  | 'paused'
  | 'resumed'
  | 'model-loaded'
  | 'config-reloaded'
  | 'drift'
  | 'stopped';
export interface JournalTopology {
  readonly cluster: string;
  readonly name: string;
  readonly id: string;
}
export interface JournalEntry {
  readonly kind: JournalKind;
  readonly at: string;
  readonly id: string | null;
  readonly topology: JournalTopology | null;
  readonly body?: Readonly<Record<string, unknown>>;
}
export interface Journal {
  append(entry: JournalEntry): Promise<void>;
  close(): Promise<void>;
}
export interface JournalLine extends Omit<JournalEntry, 'body'> {
  readonly seq: number;
  readonly [field: string]: unknown;
}
