// Acts on a topology through Nimbus: looks once more at what is running there, then sends one rebalance to the leader.
import type { Operation, TopologyRef } from '../../types.js';
import { refuseUnlessSame, refuseWhatIsDropped, thriftOptions } from '../rebalance-request.js';
import { generationOf, topologyStatus } from '../words.js';
import type { Nimbus } from './client.js';
import { clusterSummarySchema } from './schemas.js';

/** See Cluster.rebalance. */
export function rebalanceByNimbus(
  nimbus: Nimbus,
  topology: TopologyRef,
  operation: Operation,
  signal: AbortSignal,
): Promise<void> {
  const values = { name: topology.name, options: thriftOptions(operation) };
  return nimbus.act(
    'rebalance',
    values,
    async ({ version }) => {
      refuseWhatIsDropped(operation, generationOf(version));
      refuseUnlessSame(await readTopologies(nimbus, signal), topology);
    },
    signal,
  );
}

export async function readTopologies(nimbus: Nimbus, signal: AbortSignal): Promise<TopologyRef[]> {
  const { topologies } = await nimbus.read('getClusterInfo', clusterSummarySchema, {}, signal);
  return topologies
    .map((t) => ({
      id: t.id,
      name: t.name,
      status: topologyStatus(t.status),
      uptimeSeconds: t.uptime_secs,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
