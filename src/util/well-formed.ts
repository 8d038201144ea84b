// Text in UTF-16 without halves of surrogate pairs, which no UTF-8 can hold and the journal refuses.

/** At most so many code units of it; a character that does not fit whole is left out. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

/** What stands for half a character becomes U+FFFD, as String.prototype.toWellFormed has it. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
