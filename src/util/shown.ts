// Text from a cluster, or from anybody else, as a terminal may get it.

/** Names and messages come from the cluster: control characters could move a terminal's cursor, and half a character is none. */
export function shown(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/gu, '\ufffd');
}

/** The same of a text of several lines, which stay lines. */
export function shownLines(text: string): string {
  return text.split('\n').map(shown).join('\n');
}

/** JSON that means the same: what JSON itself leaves raw of such characters is written as an escape. */
export function shownJson(document: unknown): string {
  return JSON.stringify(document, null, 2).replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (one) => {
    return `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
