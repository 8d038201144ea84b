// Reads and checks all that a start or a reload of the agent rests on (configuration, model, utilities, secrets), before any of it is in force.
import { createHash } from 'node:crypto';
import type { ClusterConfig, Config, LoadedConfig } from '../config/index.js';
import { TrimtabError } from '../errors/index.js';
import { type Logger, readAuthFiles } from '../util/index.js';
import { ownUtilitiesOf } from './own-utilities.js';
import type { Policies } from './settings.js';

export interface Prepared {
  readonly loaded: LoadedConfig;
  readonly policies: Policies;
  /** Those to watch. */
  readonly clusters: readonly WatchedCluster[];
}

export interface WatchedCluster extends ClusterConfig {
  /** SHA-256 of what the files of its auth hold: one that is renewed is another way to ask. */
  readonly authDigest: string;
}

interface Sources {
  readonly load: () => LoadedConfig;
  /** The one to watch; undefined: all. */
  readonly only: string | undefined;
  readonly policies: (agent: Config['agent']) => Promise<Policies>;
  readonly log: Pick<Logger, 'warn'>;
}

/** @throws TrimtabError when the configuration is bad, a model or module that it names, or a file by which a cluster is asked */
export async function prepare({ load, only, policies, log }: Sources): Promise<Prepared> {
  const loaded = load();
  const clusters = chosen(loaded.config.clusters, only).map((cluster) => ({
    ...cluster,
    authDigest: authDigestOf(cluster),
  }));
  const ownUtilities = await ownUtilitiesOf(loaded.config, (text) => {
    log.warn('no-utility', {
      text,
      next: 'Correct the module (docs/guide/objective.md has an example), and reload.',
    });
  });
  return { loaded, policies: { ...(await policies(loaded.config.agent)), ownUtilities }, clusters };
}

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE for a file that cannot be used; those of Nimbus alone are not read */
function authDigestOf({ ui, tracker, auth }: ClusterConfig): string {
  const isAsked = ui !== undefined || tracker !== undefined;
  const { headerValue, ca, cert, key } = isAsked ? readAuthFiles(auth) : {};
  return createHash('sha256')
    .update(JSON.stringify([headerValue, ca, cert, key]))
    .digest('hex');
}

/** @throws TrimtabError TRIMTAB_E_NO_CLUSTER, TRIMTAB_E_CLUSTER_UNKNOWN */
function chosen(clusters: readonly ClusterConfig[], only: string | undefined): readonly ClusterConfig[] {
  const found = clusters.filter((c) => only === undefined || c.name === only);
  if (found.length > 0) return found;
  throw only === undefined
    ? new TrimtabError('TRIMTAB_E_NO_CLUSTER', 'no cluster is given')
    : new TrimtabError('TRIMTAB_E_CLUSTER_UNKNOWN', `no cluster is named ${JSON.stringify(only)}`);
}

/** Whether any topology may be changed, by itself or once a person has agreed. */
export function mayAct({ topologies: { defaults, overrides } }: Config): boolean {
  return [defaults, ...overrides].some(({ mode }) => mode === 'auto' || mode === 'approve');
}
