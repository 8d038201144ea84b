// The Cluster port over Nimbus's Thrift interface: for clusters without a UI, and one call where the UI takes many.
import { numErrorsChoice } from '../../../thrift/index.js';
import { keepOnly } from '../../../util/index.js';
import type { Cluster, ClusterInfo, Snapshot, TopologyRef } from '../../types.js';
import { isResourceAware } from '../asked.js';
import { identityOf, unlessRefused } from '../identity.js';
import { nodesOf, schedulerOf } from '../nodes.js';
import { refuseUnlessSame, refuseWhatIsDropped } from '../rebalance-request.js';
import { rebalanceByCommand, type Via } from '../storm-command.js';
import { generationOf } from '../words.js';
import { type Nimbus, type NimbusOptions, nimbusClient } from './client.js';
import { readTopologies, rebalanceByNimbus } from './rebalance.js';
import {
  clusterSummarySchema,
  jsonMapping,
  type StormTopology,
  type Supervisor,
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
  /** DAG and tasks are fixed at submission, and a new submission has a new id. What is not listed is forgotten. */
  readonly submitted: Map<string, StormTopology>;
  readonly known: (signal: AbortSignal) => Promise<ClusterInfo>;
  /** What Nimbus itself runs with, as it was when the cluster was looked at last. */
  readonly defaults: (signal: AbortSignal) => Promise<Settings>;
}

/** Reads through any of the seeds; opens no connection before the first call. */
export function nimbusCluster(options: NimbusClusterOptions): Cluster {
  const nimbus = nimbusClient(options);
  let known: ClusterInfo | undefined;
  let defaults: Settings | undefined;
  const info = async (signal: AbortSignal): Promise<ClusterInfo> => {
    const [settings, read] = await Promise.all([readDefaults(nimbus, signal), readInfo(nimbus, signal)]);
    defaults = settings;
    known = { ...read, ...schedulerOf(settings) };
    return known;
  };
  const source: Source = {
    nimbus,
    now: options.now,
    submitted: new Map(),
    known: async (signal) => known ?? (await info(signal)),
    defaults: async (signal) => {
      defaults ??= await readDefaults(nimbus, signal);
      return defaults;
    },
  };
  return {
    name: options.name,
    info,
    topologies: async (signal) => {
      const refs = await readTopologies(nimbus, signal);
      keepOnly(
        source.submitted,
        refs.map(({ id }) => id),
      );
      return refs;
    },
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
        cpuPercent: {
          total: totalOf(one, 'cpu.pcore.percent', 'supervisor.cpu.capacity'),
          used: usedOf(one.used_cpu),
        },
        memoryMiB: {
          total: totalOf(one, 'memory.mb', 'supervisor.memory.capacity.mb'),
          used: usedOf(one.used_mem),
        },
        slots: { total: one.num_workers, used: one.num_used_workers },
      })),
    ),
  };
}

/** Left out of the answer where nothing is: the UI shows 0 then. */
function usedOf(told: number | null | undefined): number | null {
  return told === undefined ? 0 : told;
}

/** 2.x has names of its own for what 1.2 calls by the supervisor's settings. */
function totalOf(
  { total_resources: resources }: Supervisor,
  name: string,
  formerly: string,
): number | undefined {
  return resources?.get(name) ?? resources?.get(formerly);
}

async function readSnapshot(
  source: Source,
  { id }: TopologyRef,
  span: Snapshot['span'],
  signal: AbortSignal,
): Promise<Snapshot> {
  const { nimbus, submitted } = source;
  const options = { num_err_choice: numErrorsChoice.one };
  const { generation, scheduler } = await source.known(signal);
  const [info, topology, defaults, settings] = await Promise.all([
    nimbus.read('getTopologyInfoWithOpts', topologyInfoSchema, { id, options }, signal),
    // Asked anew where a rebalance may have changed what executors ask for, which is part of it.
    (scheduler === undefined || isResourceAware(scheduler) ? undefined : submitted.get(id)) ??
      nimbus.read('getUserTopology', stormTopologySchema, { id }, signal),
    source.defaults(signal),
    // Asked anew each time: a rebalance may change it under the same id.
    nimbus.read('getTopologyConf', jsonMapping, { id }, signal),
  ]);
  submitted.set(id, topology);
  const configuration = { ...defaults, ...settings };
  return buildSnapshot({
    info,
    submitted: topology,
    configuration,
    generation,
    isResourceAware: isResourceAware(scheduler ?? settings['storm.scheduler']),
    span,
    takenAt: source.now(),
  });
}

/** Where this may not be read, the engine's defaults stand in for it. */
async function readDefaults(nimbus: Nimbus, signal: AbortSignal): Promise<Settings> {
  return (await unlessRefused(nimbus.read('getNimbusConf', jsonMapping, {}, signal))) ?? {};
}
