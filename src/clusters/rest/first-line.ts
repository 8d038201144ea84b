// The first line of a message that says anything.
import { cut, shown } from '../../util/index.js';

/** At most 200 characters of it, as a terminal may get them: the rest is a stack trace. */
export function firstLine(text: string): string {
  const line = text.split('\n').find((l) => l.trim() !== '') ?? '';
  return shown(cut(line.trim(), 200));
}
