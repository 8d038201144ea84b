// What the file system refuses to a command that only reads a state directory, as an error that helps its user.
import { isForbidden, nextAfter } from '../../agent/index.js';
import { TrimtabError } from '../../errors/index.js';

/** Who may not read a journal has no room to make, and no permissions of evidence to correct: the agent's user may read it. */
export function toldToReader(error: TrimtabError): TrimtabError {
  const { code, message, cause } = error;
  if (code !== 'TRIMTAB_E_JOURNAL' || !isForbidden(cause)) return error;
  return new TrimtabError('TRIMTAB_E_STATE_DIR', message, { ...nextAfter('read', cause), cause: error });
}
