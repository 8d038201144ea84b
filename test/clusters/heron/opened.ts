// The adapter on a simulated Heron whose time stands still, and the one topology that runs there.
import { type Cluster, heronCluster, type TopologyRef } from '../../../src/clusters/index.js';
import type { SimulatedHeron } from '../../../src/emulator/index.js';

export interface Opened {
  readonly cluster: Cluster;
  readonly topology: TopologyRef;
}

/** @param api address of its API server, or of what lies before it; without it the adapter only reads */
export async function opened(heron: SimulatedHeron, api?: string): Promise<Opened> {
  const cluster = heronCluster({
    name: 'h',
    url: heron.trackerUrl,
    ...(api === undefined ? {} : { api }),
    timeoutSeconds: 5,
    concurrency: 4,
    now: () => heron.world.nowMs(),
  });
  const [topology] = await cluster.topologies(new AbortController().signal);
  if (topology === undefined) throw new Error('no topology');
  return { cluster, topology };
}
