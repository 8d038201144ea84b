// Reads a time from the command line: ISO 8601, or how long ago it was.
import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../../util/index.js';

const isoTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** Milliseconds since the epoch. Without a zone it is UTC, as all that Trimtab writes; a date alone is its midnight. */
export function moment(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return Date.now() - seconds * 1000;
  const match = isoTime.exec(text);
  const time = match === null || !isDay(text.slice(0, 10)) ? Number.NaN : parsed(text, match);
  if (!Number.isNaN(time)) return time;
  throw new InvalidArgumentError('Expected a time such as 2026-11-22T10:00Z, or how long ago, such as 2h.');
}

function parsed(text: string, [, time, , , zone]: RegExpExecArray): number {
  return Date.parse(time && !zone ? `${text}Z` : text);
}

/** Date.parse takes the 30th of February for the 2nd of March. */
function isDay(date: string): boolean {
  const time = Date.parse(date);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
