// One process of this host acts on a cluster at a time.
import type { Cluster } from '../clusters/index.js';
import { TrimtabError } from '../errors/index.js';
import { acquireLock, type KernelLock, type LockHeld } from '../util/index.js';

/**
 * @param about said to another that wants the same lock
 * @throws TrimtabError TRIMTAB_E_LOCKED, and whatever the cluster throws when it is asked who it is
 */
export async function lockForActing(
  cluster: Cluster,
  about: string,
  signal: AbortSignal,
): Promise<KernelLock> {
  const got = await tryLockForActing(cluster, about, signal);
  if ('release' in got) return got;
  throw lockedError(cluster, got);
}

/** The lock, or who has it; throws whatever the cluster throws when it is asked who it is. */
export async function tryLockForActing(
  cluster: Cluster,
  about: string,
  signal: AbortSignal,
): Promise<KernelLock | LockHeld> {
  const identity = await cluster.identity(signal);
  return await acquireLock(`acting on ${identity}`, about);
}

export function lockedError(cluster: Cluster, got: LockHeld): TrimtabError {
  return new TrimtabError(
    'TRIMTAB_E_LOCKED',
    `another agent acts on cluster ${cluster.name}: ${got.heldBy}`,
    {
      next: 'Stop that agent, set the mode of the topologies to suggest in one of the two, or start this one with --stand-by to take over when that one ends.',
    },
  );
}
