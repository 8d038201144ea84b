// The Cluster port over Nimbus's Thrift interface: for clusters without a UI, and one call where the UI takes many.
import { numErrorsChoice } from '../../../thrift/index.js';
import type { Cluster, ClusterInfo, Generation, Snapshot, TopologyRef } from '../../types.js';
import { isResourceAware } from '../asked.js';
import { identityOf, unlessRefused } from '../identity.js';
import { nodesOf } from '../nodes.js';
import { refuseUnlessSame, refuseWhatIsDropped } from '../rebalance-request.js';
import { rebalanceByCommand, type Via } from '../storm-command.js';
import { generationOf } from '../words.js';
import { type Nimbus, type NimbusOptions, nimbusClient } from './client.js';
import { readTopologies, rebalanceByNimbus } from './rebalance.js';
import {
  clusterSummarySchema,
  jsonMapping,
  type StormTopology,
  stormTopologySchema,
  topologyInfoSchema,
} from './schemas.js';
import { buildSnapshot } from './snapshot.js';

export interface NimbusClusterOptions extends NimbusOptions {
  readonly name: string;
  /** Cluster time in milliseconds since the epoch. */
  readonly now: () => number;
  /** Default: auto. */
  readonly via?: Via;
  /** The storm command, where changes go through it; default: the one in PATH. */
  readonly stormCommand?: string;
}

type Settings = Snapshot['configuration'];

interface Source {
  readonly nimbus: Nimbus;
  readonly now: () => number;
  /** DAG and tasks are fixed at submission, and a new submission has a new id. */
  readonly submitted: Map<string, StormTopology>;
  readonly generation: (signal: AbortSignal) => Promise<Generation>;
  /** What Nimbus itself runs with; it reads its files at its start only. */
  readonly defaults: (signal: AbortSignal) => Promise<Settings>;
}

/** Reads through any of the seeds; opens no connection before the first call. */
export function nimbusCluster(options: NimbusClusterOptions): Cluster {
  const nimbus = nimbusClient(options);
  let known: ClusterInfo | undefined;
  let defaults: Settings | undefined;
  const info = async (signal: AbortSignal): Promise<ClusterInfo> => {
    known = await readInfo(nimbus, signal);
    return known;
  };
  const source: Source = {
    nimbus,
    now: options.now,
    submitted: new Map(),
    generation: async (signal) => (known ?? (await info(signal))).generation,
    defaults: async (signal) => {
      defaults ??= await readDefaults(nimbus, signal);
      return defaults;
    },
  };
  return {
    name: options.name,
    info,
    topologies: (signal) => readTopologies(nimbus, signal),
    snapshot: (topology, span, signal) => readSnapshot(source, topology, span, signal),
    identity: async (signal) => {
      signal.throwIfAborted();
      return identityOf(await source.defaults(signal), () => nimbus.leader(signal));
    },
    rebalance: async (topology, operation, signal) => {
      if (options.via !== 'storm-cli') return await rebalanceByNimbus(nimbus, topology, operation, signal);
      refuseWhatIsDropped(operation, (await info(signal)).generation);
      refuseUnlessSame(await readTopologies(nimbus, signal), topology);
      await rebalanceByCommand(options.stormCommand ?? 'storm', topology, operation, signal);
    },
  };
}

async function readInfo(nimbus: Nimbus, signal: AbortSignal): Promise<ClusterInfo> {
  const leader = await nimbus.leader(signal);
  const { supervisors } = await nimbus.read('getClusterInfo', clusterSummarySchema, {}, signal);
  const slotsTotal = supervisors.reduce((sum, s) => sum + s.num_workers, 0);
  return {
    engine: 'storm',
    version: leader.version,
    generation: generationOf(leader.version),
    leader: leader.host,
    slotsTotal,
    slotsFree: slotsTotal - supervisors.reduce((sum, s) => sum + s.num_used_workers, 0),
    supervisors: supervisors.length,
    ...nodesOf(
      supervisors.map((one) => ({
        host: one.host,
        isOut: one.blacklisted === true,
        cpuPercent: { total: one.total_resources?.get('cpu.pcore.percent'), used: one.used_cpu },
        memoryMiB: { total: one.total_resources?.get('memory.mb'), used: one.used_mem },
      })),
    ),
  };
}

async function readSnapshot(
  source: Source,
  { id }: TopologyRef,
  span: Snapshot['span'],
  signal: AbortSignal,
): Promise<Snapshot> {
  const { nimbus, submitted } = source;
  const options = { num_err_choice: numErrorsChoice.one };
  const defaults = await source.defaults(signal);
  // What executors ask for is part of it, and a rebalance may change that.
  const known = isResourceAware(defaults) ? undefined : submitted.get(id);
  const [info, topology, settings, generation] = await Promise.all([
    nimbus.read('getTopologyInfoWithOpts', topologyInfoSchema, { id, options }, signal),
    known ?? nimbus.read('getUserTopology', stormTopologySchema, { id }, signal),
    // Asked anew each time: a rebalance may change it under the same id.
    nimbus.read('getTopologyConf', jsonMapping, { id }, signal),
    source.generation(signal),
  ]);
  submitted.set(id, topology);
  const configuration = { ...defaults, ...settings };
  return buildSnapshot({ info, submitted: topology, configuration, generation, span, takenAt: source.now() });
}

/** Where this may not be read, the engine's defaults stand in for it. */
async function readDefaults(nimbus: Nimbus, signal: AbortSignal): Promise<Settings> {
  return (await unlessRefused(nimbus.read('getNimbusConf', jsonMapping, {}, signal))) ?? {};
}
