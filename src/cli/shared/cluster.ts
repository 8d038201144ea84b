// The cluster that a command speaks to.
import { type Cluster, heronCluster, nimbusCluster, stormCluster } from '../../clusters/index.js';
import type { ClusterConfig, LoadedConfig } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import { ExternalReader, type Prometheus, prometheus } from '../../external/index.js';
import { type Clock, nearest, systemClock } from '../../util/index.js';
import { loadFor } from './configuration.js';
import type { ClusterOptions } from './options.js';

export interface Opened extends OpenedConfigured {
  readonly loaded: LoadedConfig;
  readonly clusterConfig: ClusterConfig;
}

/** The one cluster a command speaks to, from its options and the configuration. */
export function openCluster(options: ClusterOptions): Opened {
  const loaded = loadFor(options);
  const address = options.ui ?? options.nimbus ?? options.tracker;
  const clusterConfig = chooseCluster(loaded.config.clusters, options.cluster, address !== undefined);
  return { loaded, clusterConfig, ...openConfigured(clusterConfig) };
}

/** A cluster and its clock; nothing is asked of it yet. */
export function openConfigured(config: ClusterConfig): OpenedConfigured {
  const clock = systemClock(config.timeScale);
  const cluster = clusterOf(config, clock);
  const { timeout: timeoutSeconds, concurrency } = config;
  const asked =
    config.prometheus === undefined
      ? null
      : prometheus({
          url: config.prometheus,
          timeoutSeconds,
          concurrency,
          elapsedMs: () => clock.elapsedMs(),
        });
  const external = new ExternalReader({ cluster, clock, prometheus: asked });
  return { cluster, clock, external, prometheus: asked };
}

interface OpenedConfigured {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly external: ExternalReader;
  /** null where none is configured. */
  readonly prometheus: Prometheus | null;
}

/** Read through the UI where one is given: it knows a little more, such as the heap of a worker. */
function clusterOf(config: ClusterConfig, clock: Clock): Cluster {
  const common = {
    name: config.name,
    timeoutSeconds: config.timeout,
    concurrency: config.concurrency,
    now: () => clock.now(),
  };
  if (config.engine === 'heron' && config.tracker !== undefined) {
    const { tracker, api, heronCommand, role, environ, auth } = config;
    return heronCluster({ ...common, url: tracker, api, heronCommand, role, environ, auth });
  }
  if (config.engine === 'storm') {
    const { ui, auth, nimbus, lag, via, stormCommand } = config;
    const sending = { via, stormCommand };
    if (ui !== undefined) return stormCluster({ ...common, ...sending, url: ui, auth, nimbus, lag });
    if (nimbus !== undefined) return nimbusCluster({ ...common, ...sending, seeds: nimbus });
  }
  // The checks of the configuration ask for one of these addresses.
  throw new TrimtabError('TRIMTAB_E_INTERNAL', `cluster ${config.name} has no address`);
}

/** @param isAddressed the command line has the address of the only cluster */
function chooseCluster(
  clusters: readonly ClusterConfig[],
  name: string | undefined,
  isAddressed: boolean,
): ClusterConfig {
  const names = clusters.map((c) => c.name);
  if (name !== undefined) {
    const chosen = clusters.find((c) => c.name === name);
    if (chosen !== undefined) return chosen;
    const near = nearest(name, names);
    const hint = near === undefined ? '' : `; did you mean ${near}?`;
    const list = names.length === 0 ? 'there is none' : `there are: ${names.join(', ')}`;
    throw new TrimtabError(
      'TRIMTAB_E_CLUSTER_UNKNOWN',
      `no cluster is named ${JSON.stringify(name)}${hint} (${list})`,
      isAddressed ? { next: 'Leave --cluster out: the address on the command line is of the only one.' } : {},
    );
  }
  const [only, ...others] = clusters;
  if (only === undefined) throw new TrimtabError('TRIMTAB_E_NO_CLUSTER', 'no cluster is given');
  if (others.length === 0) return only;
  throw new TrimtabError(
    'TRIMTAB_E_CLUSTER_AMBIGUOUS',
    `the configuration has ${clusters.length} clusters: ${names.join(', ')}`,
  );
}
