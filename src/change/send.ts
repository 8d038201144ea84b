// The one place from which anything is sent to a cluster.
import type { Cluster, Operation, TopologyRef } from '../clusters/index.js';

export async function send(
  cluster: Cluster,
  topology: TopologyRef,
  operation: Operation,
  _facts: unknown,
  signal: AbortSignal,
): Promise<void> {
  await cluster.rebalance(topology, operation, signal);
}
