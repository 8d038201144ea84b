// Whether a line may be what is asked for, by a look at its bytes: to parse and check one takes several times as long.
import type { JournalKind } from './types.js';

export interface Asked {
  readonly kinds?: readonly JournalKind[] | undefined;
  /** How the id begins. */
  readonly id?: string | undefined;
  /** By the bytes of a line, without its line feed. */
  readonly passesOver?: ((line: Buffer) => boolean) | undefined;
}

const brace = { open: 0x7b, close: 0x7d };

/**
 * Lines are in canonical form, so that each value that is asked for has one text. The same text may stand elsewhere in a line: a yes is only a
 * maybe. What does not look like a record is always one, so that it is refused where it stands.
 */
export function glanceFor({ kinds, id, passesOver }: Asked): (line: Buffer) => boolean {
  const ofKinds = kinds?.map((kind) => Buffer.from(`"kind":"${kind}"`));
  const ofId = id === undefined ? null : Buffer.from(`"id":${JSON.stringify(id).slice(0, -1)}`);
  return (line) => {
    if (line[0] !== brace.open || line.at(-1) !== brace.close) return true;
    if (passesOver?.(line) === true) return false;
    if (ofId !== null && !line.includes(ofId)) return false;
    return ofKinds === undefined || ofKinds.some((words) => line.includes(words));
  };
}

/** When an id was made, milliseconds since the epoch: it begins with its time, as 20261122T101500Z. NaN where it does not. */
export function timeOfId(id: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(id);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
