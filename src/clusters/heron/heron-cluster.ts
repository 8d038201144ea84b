// The Cluster port over Heron's Tracker, which only reads; this release does not act on Heron.
import { TrimtabError } from '../../errors/index.js';
import type { HttpOptions } from '../rest/http.js';
import type { Cluster, ClusterInfo, Snapshot, TopologyRef } from '../types.js';
import { apiServerVersion } from './api-server.js';
import { chosenBy, type Filter } from './filter.js';
import { namedOf, topologyId, topologyRef } from './identity.js';
import { Memories } from './memory.js';
import { planOf } from './plan.js';
import { readMetrics } from './read-metrics.js';
import { buildSnapshot } from './snapshot.js';
import { type Named, type Tracker, tracker } from './tracker.js';

export interface HeronOptions extends HttpOptions, Filter {
  readonly name: string;
  /** Cluster time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Base URL of the API server; commands name it. */
  readonly api?: string | undefined;
}

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE when a file of `auth` cannot be read */
export function heronCluster(options: HeronOptions): Cluster {
  const source = tracker(options);
  const memories = new Memories();
  const { api } = options;
  return {
    name: options.name,
    ...(api === undefined
      ? {}
      : { apiVersion: (signal: AbortSignal) => apiServerVersion({ ...options, url: api }, signal) }),
    identity: async (signal) => {
      const { clusters } = await source.detect(signal);
      // Neither the Tracker nor its answers name their state manager's address: two addresses of one cluster are two here.
      return `tracker ${options.url.replace(/\/+$/, '').toLowerCase()} of ${[...clusters].sort().join()}`;
    },
    info: (signal) => readInfo(source, options, signal),
    topologies: async (signal) => {
      const states = chosenBy(options, await source.states(signal));
      const refs = states.map((state) => topologyRef(state, null, options.now() / 1000));
      memories.keepOnly(refs);
      return refs.sort((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1));
    },
    snapshot: (topology, span, signal) => readSnapshot(source, memories, options, topology, span, signal),
    rebalance: (_topology, _operation, signal) => {
      if (signal.aborted) return Promise.reject(signal.reason as Error);
      const text = 'this release reads Heron and suggests; it sends no update';
      return Promise.reject(
        new TrimtabError('TRIMTAB_E_ENGINE', text, { next: 'Run the command of trimtab suggest by hand.' }),
      );
    },
  };
}

async function readInfo(source: Tracker, options: HeronOptions, signal: AbortSignal): Promise<ClusterInfo> {
  const [{ trackerVersion }, states] = await Promise.all([source.detect(signal), source.states(signal)]);
  const releases = states.flatMap(({ release_version }) => release_version ?? []).sort();
  return {
    engine: 'heron',
    // A Tracker of 0.20.5 on does not tell its own; topologies do.
    version: trackerVersion ?? releases.at(-1) ?? '0.20.5 or later',
    generation: 'heron',
    leader: null,
    slotsTotal: null,
    slotsFree: null,
    supervisors: null,
    apiUrl: options.api ?? null,
  };
}

async function readSnapshot(
  source: Tracker,
  memories: Memories,
  options: HeronOptions,
  asked: TopologyRef,
  span: Snapshot['span'],
  signal: AbortSignal,
): Promise<Snapshot> {
  const named = namedOf(asked);
  if (named === null) throw gone(asked, 'it has no cluster, role and environ');
  const info = await source.info(named, signal);
  const state = info.execution_state;
  if (topologyId(state) !== asked.id) throw gone(asked, 'it was submitted again since');
  const takenAt = options.now();
  const plan = planOf(info);
  const memory = memories.of(asked);
  memory.use(plan);
  const topology = topologyRef(state, plan.isComplete, takenAt / 1000);
  const measured = topology.status === 'active' || topology.status === 'inactive';
  const backpressureShare =
    measured && plan.isComplete
      ? await readMetrics(source, named, plan, memory, takenAt / 1000, signal)
      : null;
  return buildSnapshot({ info, plan, topology, memory, span, takenAt, backpressureShare });
}

function gone({ name }: TopologyRef | Named, why: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_TOPOLOGY_GONE', `the topology ${name} is not on the cluster: ${why}`);
}
