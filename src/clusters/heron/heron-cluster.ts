// The Cluster port over Heron: read through its Tracker, changed through its API server or its command, where one is configured.
import { TrimtabError } from '../../errors/index.js';
import { endingTogether } from '../../util/index.js';
import type { HttpOptions } from '../rest/http.js';
import type { Cluster, ClusterInfo, Snapshot, TopologyRef } from '../types.js';
import { canonicalAddress } from './address.js';
import { apiServer } from './api-server.js';
import { chosenBy, type Filter } from './filter.js';
import { heronCommand } from './heron-command.js';
import { namedOf, topologyId, topologyRef } from './identity.js';
import { Memories } from './memory.js';
import { planOf } from './plan.js';
import { readMetrics } from './read-metrics.js';
import type { ExecutionState } from './schemas.js';
import { buildSnapshot } from './snapshot.js';
import { type Named, type Tracker, tracker } from './tracker.js';
import { sendUpdate } from './update.js';
import { KnownVersion } from './version.js';

export interface HeronOptions extends HttpOptions, Filter {
  readonly name: string;
  /** Cluster time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Base URL of the API server: updates go through it, and commands name it. */
  readonly api?: string | undefined;
  /** The `heron` command, where there is no API server. Without either nothing is sent. */
  readonly heronCommand?: string | undefined;
  /** Wall time allowed for one update, which waits for the processes; default eleven minutes. */
  readonly updateTimeoutSeconds?: number | undefined;
}

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE when a file of `auth` cannot be read */
export function heronCluster(options: HeronOptions): Cluster {
  const source = tracker(options);
  const memories = new Memories();
  const version = new KnownVersion(source);
  const { api: apiUrl, heronCommand: command, updateTimeoutSeconds: longest } = options;
  const api = apiUrl === undefined ? null : apiServer({ ...options, url: apiUrl }, longest);
  const updater = api ?? (command === undefined ? null : heronCommand(command, longest));
  return {
    name: options.name,
    heron: { apiUrl: apiUrl ?? null },
    ...(api === null ? {} : { apiVersion: (signal: AbortSignal) => api.version(signal) }),
    identity: async (signal) => {
      const { clusters } = await source.detect(signal);
      // The Tracker does not name its state manager's address, and there may be several of it: who acts does so through the API server.
      const acting =
        apiUrl === undefined
          ? `tracker ${await canonicalAddress(options.url)}`
          : `api ${await canonicalAddress(apiUrl)}`;
      return `heron ${acting} of ${[...clusters].sort().join()}`;
    },
    info: async (signal) => infoOf(await version.read(signal), options),
    topologies: async (signal) => {
      const states = await readStates(source, version, signal);
      const refs = chosenBy(options, states).map((state) => topologyRef(state, null, options.now() / 1000));
      memories.keepOnly(refs);
      return refs.sort((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1));
    },
    snapshot: (topology, span, signal) =>
      endingTogether(signal, (own) => readSnapshot(source, memories, options, topology, span, own)),
    rebalance: async (topology, operation, signal) => {
      signal.throwIfAborted();
      if (updater === null) {
        const text = `cluster ${options.name} has neither API server nor heron command, through which updates of Heron go`;
        throw new TrimtabError('TRIMTAB_E_ENGINE', text, {
          next: 'Set clusters[].api or clusters[].heronCommand, or run the command of trimtab suggest by hand.',
        });
      }
      await sendUpdate(source, updater, topology, operation, signal);
    },
  };
}

async function readStates(
  source: Tracker,
  version: KnownVersion,
  signal: AbortSignal,
): Promise<ExecutionState[]> {
  try {
    const states = await source.states(signal);
    version.note(states);
    return states;
  } catch (thrown) {
    version.forget();
    throw thrown;
  }
}

function infoOf(version: string, options: HeronOptions): ClusterInfo {
  return {
    engine: 'heron',
    version,
    generation: 'heron',
    // There is no leader; where changes go through an API server, whoever acts had better be beside it.
    leader: options.api === undefined ? null : new URL(options.api).hostname.replace(/^\[|\]$/g, ''),
    slotsTotal: null,
    slotsFree: null,
    supervisors: null,
    apiUrl: options.api ?? null,
    heronCommand: options.heronCommand ?? null,
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
  const backPressure =
    measured && plan.isComplete
      ? await readMetrics(source, named, plan, memory, takenAt / 1000, signal)
      : null;
  return buildSnapshot({ info, plan, topology, memory, span, takenAt, backPressure });
}

function gone({ name }: TopologyRef | Named, why: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_TOPOLOGY_GONE', `the topology ${name} is not on the cluster: ${why}`);
}
