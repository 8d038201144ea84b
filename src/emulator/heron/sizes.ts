// What RoundRobinPacking gives containers and their instances: the same whatever a container holds.
import type { PackedContainer, Packing } from '../../model/index.js';

export const gibibyte = 1024 ** 3;

export interface Resources {
  readonly cpu: number;
  readonly ram: number;
  readonly disk: number;
}

/** A core, two GiB and twelve of disk beyond the instances of the fullest container; what a smaller one has over, its instances share. */
export function sizes(
  packing: Packing,
): (container: PackedContainer) => { whole: Resources; each: Resources } {
  const most = packing.reduce((sum, { instances }) => Math.max(sum, instances.length), 0);
  return ({ instances }) => {
    const number = Math.max(1, instances.length);
    const share = most / number;
    const each = { cpu: share, ram: Math.floor(share * gibibyte), disk: gibibyte };
    // Of bytes that do not divide the rest is lost.
    const whole = { cpu: most + 1, ram: number * each.ram + 2 * gibibyte, disk: (most + 12) * gibibyte };
    return { whole, each };
  };
}
