// One process of this host acts on a cluster at a time.
import type { Cluster } from '../clusters/index.js';
import { TrimtabError } from '../errors/index.js';
import { acquireLock, type KernelLock } from '../util/index.js';

/**
 * @param about said to another that wants the same lock
 * @throws TrimtabError TRIMTAB_E_LOCKED, and whatever the cluster throws when it is asked who it is
 */
export async function lockForActing(
  cluster: Cluster,
  about: string,
  signal: AbortSignal,
): Promise<KernelLock> {
  const identity = await cluster.identity(signal);
  const got = await acquireLock(`acting on ${identity}`, about);
  if ('release' in got) return got;
  throw new TrimtabError('TRIMTAB_E_LOCKED', `another agent acts on cluster ${cluster.name}: ${got.heldBy}`, {
    next: 'Stop that agent, or set the mode of the topologies to suggest in one of the two.',
  });
}
