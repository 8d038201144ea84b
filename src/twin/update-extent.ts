// What an update of a Heron topology would start anew, by how its instances are packed now and by the arithmetic of the repacking.
import {
  keepingRepacking,
  type Moves,
  movesBetween,
  type Packing,
  parallelismOf,
  roundRobinRepacking,
  type SubmittedShape,
  type UpdateExtent,
} from '../model/index.js';
import type { TwinChange } from './layout.js';

/** How a topology of Heron is packed, and how an update of it would be. */
export interface Packed {
  readonly containers: Packing;
  readonly submitted: SubmittedShape;
  /** Who packs: the agent asks for ResourceCompliantRRPacking, a command by hand takes what packing.yaml says, which usually is the other. */
  readonly repacking: 'keeping' | 'round-robin';
  /** topology.update.deactivate.wait.secs */
  readonly deactivateSeconds: number;
}

/** As an update leaves it; null for what Heron would refuse. */
export function packedAfter(
  packed: Packed,
  change: Pick<TwinChange, 'executors' | 'workers'>,
): Packed | null {
  const containers = repacked(packed, change);
  return containers === null ? null : { ...packed, containers };
}

/** Which instances stay where they are; null for what Heron would refuse. */
export function movesUnder(packed: Packed, change: Pick<TwinChange, 'executors' | 'workers'>): Moves | null {
  const after = repacked(packed, change);
  return after === null ? null : movesBetween(packed.containers, after);
}

/** null for what Heron would refuse. */
export function updateExtent(
  packed: Packed,
  change: Pick<TwinChange, 'executors' | 'workers'>,
): UpdateExtent | null {
  const after = repacked(packed, change);
  if (after === null) return null;
  const old = new Set(packed.containers.map(({ id }) => id));
  return {
    deactivateSeconds: packed.deactivateSeconds,
    streamManagers: after.length,
    newContainers: after.filter(({ id }) => !old.has(id)).length,
    instances: after.reduce((sum, { instances }) => sum + instances.length, 0),
    kept: movesBetween(packed.containers, after).kept,
  };
}

function repacked(
  { containers, submitted, repacking }: Packed,
  { executors = {}, workers }: Pick<TwinChange, 'executors' | 'workers'>,
): Packing | null {
  const now = parallelismOf(containers);
  // Ackers are no instances on Heron.
  const named = Object.entries(executors).filter(([name]) => Object.hasOwn(now, name));
  const wanted = { ...now, ...Object.fromEntries(named) };
  if (repacking === 'keeping' && workers === undefined)
    return keepingRepacking(containers, wanted, submitted, 'in-turn');
  const total = Object.values(wanted).reduce((sum, n) => sum + n, 0);
  return workers !== undefined && workers > total
    ? null
    : roundRobinRepacking(wanted, submitted, workers ?? null);
}
