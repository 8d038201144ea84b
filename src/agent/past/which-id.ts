// How an id is meant that somebody typed: whole, or so much of it that no later one can be taken for it.

/** Date, time and the hyphen: `20261126T061445Z-`. */
const least = 17;

/** An id that is cut shorter, or an empty word of a script, means nothing: another one may stand in its place by now. */
export function isMeant(id: string, wanted: string): boolean {
  return id === wanted || (wanted.length > least && id.startsWith(wanted));
}

/** For the message, where nothing is meant. */
export function tooShortText(wanted: string): string | null {
  if (wanted.trim() === '') return 'the id is empty';
  return /^\d[\dTZ-]*$/.test(wanted) && wanted.length <= least
    ? `${JSON.stringify(wanted)} is too little of an id: more than its date and time is needed`
    : null;
}
