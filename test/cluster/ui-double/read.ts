// Asks a live Nimbus everything that the pages of its UI are made of.
import { z } from 'zod';
import { type Nimbus, nimbusClient } from '../../../src/clusters/storm/thrift/client.js';
import type { Leader } from '../../../src/clusters/storm/thrift/leader-search.js';
import {
  jsonMapping,
  type StormTopology,
  stormTopologySchema,
  topologyInfoSchema,
} from '../../../src/clusters/storm/thrift/schemas.js';
import { TrimtabError } from '../../../src/errors/index.js';
import { numErrorsChoice } from '../../../src/thrift/index.js';

const clusterSchema = z.object({
  supervisors: z.array(
    z.object({
      host: z.string(),
      supervisor_id: z.string(),
      uptime_secs: z.number(),
      num_workers: z.number(),
      num_used_workers: z.number(),
      total_resources: z.array(z.tuple([z.string(), z.number()])),
    }),
  ),
  topologies: z.array(z.object({ id: z.string() })),
  nimbuses: z.array(z.object({ isLeader: z.boolean().optional(), uptime_secs: z.number().optional() })),
});

/** As the adapter reads it, and where each error happened. */
const infoSchema = topologyInfoSchema.extend({
  errors: z.array(
    z.tuple([
      z.string(),
      z.array(
        z.object({
          error: z.string(),
          error_time_secs: z.number(),
          host: z.string().optional(),
          port: z.number().optional(),
        }),
      ),
    ]),
  ),
});

export type Settings = Readonly<Record<string, unknown>>;
export type Info = z.output<typeof infoSchema>;

export interface TopologyAnswers {
  readonly info: Info;
  readonly submitted: StormTopology;
  readonly settings: Settings;
}

/** Everything at about one time. */
export interface Answers {
  readonly atMs: number;
  readonly leader: Leader;
  readonly cluster: z.output<typeof clusterSchema>;
  readonly settings: Settings;
  readonly topologies: readonly TopologyAnswers[];
}

export type Operation = 'activate' | 'deactivate' | 'rebalance';

export interface Source {
  read(): Promise<Answers>;
  /** @returns false when Nimbus refuses */
  operate(operation: Operation, name: string, waitSeconds: number): Promise<boolean>;
}

export function sourceOf(nimbusPort: number): Source {
  const nimbus = nimbusClient({
    seeds: [`127.0.0.1:${nimbusPort}`],
    timeoutSeconds: 10,
    concurrency: 4,
  });
  const { signal } = new AbortController();
  return {
    read: () => readAll(nimbus, signal),
    operate: async (operation, name, waitSeconds) => {
      const values = operation === 'rebalance' ? { name, options: { wait_secs: waitSeconds } } : { name };
      try {
        await nimbus.act(operation, values, () => Promise.resolve(), signal);
        return true;
      } catch (error) {
        if (error instanceof TrimtabError) return false;
        throw error;
      }
    },
  };
}

async function readAll(nimbus: Nimbus, signal: AbortSignal): Promise<Answers> {
  const [leader, cluster, settings] = await Promise.all([
    nimbus.leader(signal),
    nimbus.read('getClusterInfo', clusterSchema, {}, signal),
    nimbus.read('getNimbusConf', jsonMapping, {}, signal),
  ]);
  const found = await Promise.all(cluster.topologies.map(({ id }) => readTopology(nimbus, id, signal)));
  return { atMs: Date.now(), leader, cluster, settings, topologies: found.filter((t) => t !== null) };
}

/** null for one that was killed meanwhile. */
async function readTopology(
  nimbus: Nimbus,
  id: string,
  signal: AbortSignal,
): Promise<TopologyAnswers | null> {
  const options = { num_err_choice: numErrorsChoice.one };
  try {
    const [info, submitted, settings] = await Promise.all([
      nimbus.read('getTopologyInfoWithOpts', infoSchema, { id, options }, signal),
      nimbus.read('getUserTopology', stormTopologySchema, { id }, signal),
      nimbus.read('getTopologyConf', jsonMapping, { id }, signal),
    ]);
    return { info, submitted, settings };
  } catch (error) {
    if (error instanceof TrimtabError && error.code === 'TRIMTAB_E_TOPOLOGY_GONE') return null;
    throw error;
  }
}
