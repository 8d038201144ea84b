// The commands that carry a plan out by hand, in the words of the cluster's engine.
import { heronCommands, stormCommands } from '../../change/index.js';
import { type Cluster, type Operation, placeOf } from '../../clusters/index.js';

/**
 * @param topology as a journal names it: on Heron its place is in its id
 * @param byItself Heron: containers that the parallelism of the plan leads to; null is not known
 */
export function commandsOn(
  { heron }: Cluster,
  { name, id }: { readonly name: string; readonly id: string },
  plan: readonly Operation[],
  byItself: number | null = null,
): string[] {
  if (heron === undefined) return stormCommands(name, plan);
  const place = placeOf(id);
  return place === null ? [] : heronCommands({ name, place, apiUrl: heron.apiUrl }, plan, byItself);
}
