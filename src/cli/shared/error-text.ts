// An error as a person at a terminal gets it: its code, what happened, and the next step.

import type { TrimtabError } from '../../errors/index.js';
import { shownLines } from '../../util/index.js';

/** What it quotes may come from a cluster or a module; the lines of a message are its own. */
export function errorText({ code, message, next }: TrimtabError): string {
  return `${code}: ${shownLines(message)}\n  next: ${shownLines(next)}\n`;
}
