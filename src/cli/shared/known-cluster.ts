// Refuses the name of a cluster that nobody knows, rather than say that there is nothing of it.
import { TrimtabError } from '../../errors/index.js';
import { nearest } from '../../util/index.js';

/**
 * @param what is known of the others, such as "is configured"
 * @throws TrimtabError TRIMTAB_E_CLUSTER_UNKNOWN naming the nearest
 */
export function refuseUnknownCluster(cluster: string, known: Iterable<string>, what: string): void {
  const names = [...new Set(known)].sort();
  if (names.includes(cluster)) return;
  const near = nearest(cluster, names);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  throw new TrimtabError(
    'TRIMTAB_E_CLUSTER_UNKNOWN',
    `no cluster ${JSON.stringify(cluster)} ${what}${hint}`,
    names.length === 0 ? {} : { next: `Known: ${names.join(', ')}.` },
  );
}
