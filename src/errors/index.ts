// The one error class: a code of the catalogue, a sentence on what happened, and the next step.
import { catalogue, type ErrorCode } from './catalogue.js';

export { catalogue, type ErrorCode } from './catalogue.js';

export class TrimtabError extends Error {
  readonly code: ErrorCode;
  readonly next: string;

  /**
   * @param message one sentence on what happened, with the names and values involved
   * @param options.next what to do, where it can be said more exactly than in the catalogue
   */
  constructor(code: ErrorCode, message: string, options: { next?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'TrimtabError';
    this.code = code;
    this.next = options.next ?? catalogue[code].next;
  }

  get exitCode(): number {
    return catalogue[this.code].exit;
  }
}

/** Any thrown value as a TrimtabError; what is not one already is a fault of ours. */
export function asTrimtabError(thrown: unknown): TrimtabError {
  if (thrown instanceof TrimtabError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new TrimtabError('TRIMTAB_E_INTERNAL', message, { cause: thrown });
}
