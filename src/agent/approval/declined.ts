// The ways that a person has turned down and the answer still holds: guards and policies keep off them.
import type { Evidence } from '../../guard/index.js';
import { directionsOf } from '../../knobs/index.js';
import { inSharedWords } from '../heron-words.js';
import { lastingName, type Named } from '../lasting-name.js';
import { answerAt, type PendingEntry } from './entry.js';

/** @returns nothing where none is turned down */
export function declinedIn(
  entries: readonly PendingEntry[],
  { cluster, topology }: { readonly cluster: string; readonly topology: Named },
  nowMs: number,
): Pick<Evidence, 'declined'> {
  const declined = entries.flatMap((entry) => {
    const answer = answerAt(entry, nowMs);
    const isMine = entry.cluster === cluster && lastingName(entry.topology) === lastingName(topology);
    if (entry.kind !== 'change' || !isMine || answer === null) return [];
    return [
      {
        directions: directionsOf(inSharedWords(entry.proposed), inSharedWords(entry.current)),
        how: answer.kind,
        by: answer.by,
        secondsLeft: (Date.parse(answer.until) - nowMs) / 1000,
      },
    ];
  });
  return declined.length === 0 ? {} : { declined };
}
