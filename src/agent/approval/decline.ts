// A person turns a proposal or an advice down, for a time: it stays in the queue with that answer, and is not made again the same way.
import type { Journal } from '../../audit/index.js';
import { formatSeconds } from '../../util/index.js';
import type { PendingEntry } from './entry.js';
import type { Queue } from './queue.js';
import type { Told } from './requests.js';

export interface Declining {
  readonly how: 'rejected' | 'snoozed';
  /** The operating-system user, and the owner of the request by the kernel; null where he has done it himself. */
  readonly by: string;
  readonly uid: number | null;
  /** Cluster time. */
  readonly nowMs: number;
  /** For how long, in seconds of the cluster. */
  readonly seconds: number;
}

/** The line is on disk before the queue says so. */
export async function decline(
  queue: Queue,
  journal: Journal,
  entry: PendingEntry,
  { how, by, uid, nowMs, seconds }: Declining,
): Promise<Told> {
  const at = new Date(nowMs).toISOString();
  const until = new Date(nowMs + seconds * 1000).toISOString();
  const effect = entry.kind === 'change' ? 'not proposed the same way' : 'not shown';
  const text = `${how} by ${by}: ${effect} for ${formatSeconds(seconds)}, until ${until}`;
  await journal.append({
    kind: how,
    at,
    id: entry.id,
    topology: { cluster: entry.cluster, ...entry.topology },
    body: { text, by, uid, until, seconds, what: entry.kind, commands: entry.commands },
  });
  // Who puts it off wants to find it again.
  const expiresAt = how === 'snoozed' ? later(entry.expiresAt, seconds) : entry.expiresAt;
  await queue.save({ ...entry, expiresAt, answer: { kind: how, by, at, until } });
  const next =
    how === 'snoozed'
      ? 'It waits again after that; trimtab approve takes it before, too.'
      : 'Nothing is to be done.';
  return { outcome: 'done', code: how.toUpperCase(), text, next };
}

function later(at: string | null, seconds: number): string | null {
  return at === null ? null : new Date(Date.parse(at) + seconds * 1000).toISOString();
}
