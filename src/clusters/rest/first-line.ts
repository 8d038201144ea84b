// The first line of a message that says anything.

/** At most 200 characters of it: the rest is a stack trace. */
export function firstLine(text: string): string {
  const line = text.split('\n').find((l) => l.trim() !== '') ?? '';
  return line.trim().slice(0, 200);
}
