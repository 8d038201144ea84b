// What the file system refuses to a command that only reads a state directory, as an error that helps its user.
import { TrimtabError } from '../errors/index.js';

/** Who may not read it has nothing to make room for, and no permissions of evidence to correct: the agent's user may. */
export async function asReader<T>(read: Promise<T>): Promise<T> {
  try {
    return await read;
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError) || !isForbidden(thrown)) throw thrown;
    const next =
      'Run the command as the user of the agent, such as sudo -u trimtab trimtab …: docs/guide/service.md.';
    throw new TrimtabError('TRIMTAB_E_STATE_DIR', thrown.message, { next, cause: thrown });
  }
}

function isForbidden({ code, cause }: TrimtabError): boolean {
  const refused = (cause as NodeJS.ErrnoException | undefined)?.code ?? '';
  return code === 'TRIMTAB_E_JOURNAL' && ['EACCES', 'EPERM'].includes(refused);
}
