// What doctor says about one thing it looked at.
import type { ErrorCode } from '../../errors/index.js';

export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warning' | 'broken';
  readonly text: string;
  /** What to do; not for what is in order. */
  readonly next?: string;
  /** Lines to be pasted, and where. */
  readonly paste?: readonly { readonly where: string; readonly text: string }[];
  /** A change to a file, as a unified diff. */
  readonly diff?: string;
  readonly code?: ErrorCode;
  readonly exit?: number;
}
