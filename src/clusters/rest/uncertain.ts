// The error for a change that was sent and of which nobody knows what became.
import { TrimtabError } from '../../errors/index.js';
import { firstLine } from './first-line.js';

/** @param reason why no answer to it can be read, or believed */
export function uncertain(what: string, reason: unknown): TrimtabError {
  const text = firstLine(reason instanceof Error ? reason.message : String(reason));
  return new TrimtabError('TRIMTAB_E_UNCERTAIN', `${what} was sent and may have been carried out: ${text}`, {
    cause: reason,
  });
}
