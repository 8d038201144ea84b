// What the file system refuses to a command that only reads a state directory, as an error that helps its user.
import { TrimtabError } from '../errors/index.js';

/** Who may not read a journal has no room to make, and no permissions of evidence to correct: the agent's user may read it. */
export function toldToReader(error: TrimtabError): TrimtabError {
  const refused = (error.cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  if (error.code !== 'TRIMTAB_E_JOURNAL' || !['EACCES', 'EPERM'].includes(refused)) return error;
  const next =
    'Run the command as the user of the agent, such as sudo -u trimtab trimtab …: docs/guide/service.md.';
  return new TrimtabError('TRIMTAB_E_STATE_DIR', error.message, { next, cause: error });
}
