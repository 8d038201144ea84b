// Containers of Heron: none of them empty, none fuller than it was made for, and no more of them than the operator allows.
import { type Changes, componentOf } from '../knobs/index.js';
import { twinChangeOf } from '../outlook/index.js';
import { packedAfter } from '../twin/index.js';
import { hasMore, shortened } from './shortened.js';
import type { GuardInput } from './types.js';

type Asked = Pick<GuardInput, 'limits' | 'configuration' | 'packed'>;

/**
 * Containers that would be empty, which Heron refuses, or fuller than they were made for, which it does not. How many instances there will
 * be is known only when all of a change is.
 * @returns what is wrong with the wanted number of them; null where nothing is
 */
export function unfitContainers(changes: Changes, { limits, configuration }: Asked): string | null {
  const wanted = changes['workers'];
  if (wanted === undefined || limits.elastic !== true) return null;
  const instances = Object.entries({ ...configuration, ...changes }).reduce(
    (sum, [knob, n]) => (componentOf(knob) === undefined ? sum : sum + (n ?? 0)),
    0,
  );
  const unfit = (why: string): string => `workers = ${wanted}: ${why}`;
  if (wanted > instances) return unfit(`with ${instances} instances some of them would be empty`);
  const { instancesPerContainer: most = Number.POSITIVE_INFINITY } = limits;
  const each = Math.ceil(instances / wanted);
  if (each <= most) return null;
  return unfit(`${each} instances in one that was made for ${most}, and no update makes it larger`);
}

/**
 * Instances that find no place in the containers there are get further ones, though nobody asked for those.
 * @returns what is left of the changes, and why; null where it stays within what the operator allows, or is no more than there is
 */
export function spillingOver(
  changes: Changes,
  { limits, configuration, packed }: Asked,
): { readonly fitting: Changes; readonly text: string } | null {
  const { max = Number.POSITIVE_INFINITY } = limits.bounds['workers'] ?? {};
  const grown = Object.keys(changes).filter((knob) => hasMore(knob, changes, configuration));
  if (packed === undefined || grown.length === 0) return null;
  const neededBy = (some: Changes): number => packedAfter(packed, twinChangeOf(some))?.containers.length ?? 0;
  const isWithin = (needed: number): boolean => needed <= max || needed <= packed.containers.length;
  const needed = neededBy(changes);
  if (isWithin(needed)) return null;
  const wanted = grown.map((knob) => `${knob} = ${changes[knob]}`).join(', ');
  return {
    fitting: shortened(grown, changes, configuration).find((one) => isWithin(neededBy(one))) ?? {},
    text: `${wanted}: takes ${needed} containers, and the configuration allows ${max}`,
  };
}
