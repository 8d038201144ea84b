// Who types the command.
import { userInfo } from 'node:os';

/** The operating-system user, as the journal names him; of one without an entry in passwd, as in a container, the number. */
export function operator(lookUp: () => { readonly username: string } = userInfo): string {
  try {
    return lookUp().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
