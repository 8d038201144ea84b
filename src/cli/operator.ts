// Who types the command.
import { userInfo } from 'node:os';

/** The operating-system user, as the journal names him. */
export function operator(): string {
  return userInfo().username;
}
