// Quotes words so that a POSIX shell reads them back unchanged.

/** One word for a POSIX shell: as it is when harmless, else in single quotes. */
export function shellQuote(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A command line that a POSIX shell splits into exactly these words. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}
