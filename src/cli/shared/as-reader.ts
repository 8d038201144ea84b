// Tells who may not read the journal to run the command as the user of the agent: the journal's own advice is for who writes it.
import { isForbidden, nextAfter } from '../../agent/index.js';
import { TrimtabError } from '../../errors/index.js';

/** Who may not read a journal has no room to make, and no permissions of evidence to correct: the agent's user may read it. */
export function toldToReader(error: TrimtabError): TrimtabError {
  const { code, message, cause } = error;
  if (code !== 'TRIMTAB_E_JOURNAL' || !isForbidden(cause)) return error;
  return new TrimtabError('TRIMTAB_E_STATE_DIR', message, { ...nextAfter('read', cause), cause: error });
}
