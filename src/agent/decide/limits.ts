// Within which a change of a topology has to stay, by what its cluster and its operator say.
import { schedulerRoom } from '../../change/index.js';
import type { ClusterInfo, Snapshot } from '../../clusters/index.js';
import type { Limits } from '../../guard/index.js';
import type { Hosts } from '../../outlook/index.js';
import { heronLimits } from './heron-limits.js';

interface Limiting {
  readonly info: ClusterInfo;
  /** The operator's. */
  readonly knobs: Pick<Limits, 'bounds' | 'exclude'>;
  /** Slots that stay free. Default 0. */
  readonly reserveSlots?: number;
}

export function limitsOf(
  { info, knobs: { bounds, exclude }, reserveSlots = 0 }: Limiting,
  snapshot: Snapshot,
): Limits {
  if (info.generation === 'heron') return heronLimits(snapshot, { bounds, exclude });
  const tasks = Object.fromEntries(snapshot.components.map((c) => [c.name, c.tasks]));
  const slotsFree = Math.max(0, (info.slotsFree ?? 0) - reserveSlots);
  const { messageTimeoutSeconds } = snapshot.measuring;
  const hosts = hostsOf(info, snapshot, slotsFree);
  const room = schedulerRoom(info, snapshot, reserveSlots);
  // That scheduler chooses the hosts itself: no worker more brings another one.
  const others = room === null || hosts === null ? hosts : { ...hosts, free: 0 };
  return {
    generation: info.generation,
    tasks,
    slotsFree,
    ...(others === null ? {} : { hosts: others }),
    ...(room === null ? {} : { room }),
    messageTimeoutSeconds,
    bounds,
    exclude,
  };
}

/** A supervisor is taken for a host, and slots that are free for those of others: who has how many is not asked. */
function hostsOf({ supervisors }: ClusterInfo, { workers }: Snapshot, slotsFree: number): Hosts | null {
  const used = new Set(workers.map(({ host }) => host)).size;
  if (supervisors === null || used === 0) return null;
  return { used, free: Math.max(0, Math.min(slotsFree, supervisors - used)) };
}
