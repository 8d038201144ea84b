// Why a worker on another host is asked for, for people.
import type { Changes } from '../knobs/index.js';
import { spreadOf } from '../outlook/index.js';
import type { Situation } from './types.js';

/** Empty where changes bring no other host in, or nothing speaks for hosts without CPU left. */
export function spreadText(
  changes: Changes,
  { crowding, evaluation }: Pick<Situation, 'crowding' | 'evaluation'>,
): string {
  if (crowding == null || spreadOf(changes, evaluation, crowding.hosts) <= 1) return '';
  const { because, chance, hosts } = crowding;
  const are = hosts.used === 1 ? 'its host' : `its ${hosts.used} hosts`;
  const why =
    because === 'more executors brought nothing'
      ? because
      : 'it does not keep up, though nothing is full that more executors would relieve';
  return `; ${are} may have no CPU left (${why}; counted as ${(100 * chance).toFixed(0)} %), and another host may have a slot free`;
}
