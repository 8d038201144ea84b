// Several emulated clusters, each with its one topology, as one cluster with several.
import type { Cluster } from '../../src/clusters/index.js';

export function joined(clusters: readonly Cluster[]): Cluster {
  const [first] = clusters;
  if (first === undefined || clusters.length === 1) return first as Cluster;
  const homes = new Map<string, Cluster>();
  const home = (id: string): Cluster => homes.get(id) ?? first;
  return {
    name: first.name,
    identity: (signal) => first.identity(signal),
    info: (signal) => first.info(signal),
    topologies: async (signal) => {
      const lists = clusters.map(async (cluster) => {
        const listed = await cluster.topologies(signal);
        for (const { id } of listed) homes.set(id, cluster);
        return listed;
      });
      return (await Promise.all(lists)).flat();
    },
    snapshot: (topology, span, signal) => home(topology.id).snapshot(topology, span, signal),
    rebalance: (topology, operation, signal) => home(topology.id).rebalance(topology, operation, signal),
  };
}
