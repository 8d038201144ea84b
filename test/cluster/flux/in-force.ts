// What is in force on a real cluster, as Trimtab itself reads it from Nimbus.
import { nimbusCluster, stormConfiguration } from '../../../src/clusters/index.js';
import type { RealCluster } from '../real-cluster.js';
import { until } from '../waiting.js';

const { signal } = new AbortController();

export interface InForce {
  /** Of the topology: another one for each submission. */
  readonly id: string;
  /** By name of the knob. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Once the topology is active and has workers. */
export function settingsInForce({ nimbusPort }: RealCluster, name: string): Promise<InForce> {
  const seeds = [`127.0.0.1:${nimbusPort}`];
  const cluster = nimbusCluster({ name: 'real', seeds, timeoutSeconds: 10, concurrency: 4, now: Date.now });
  return until(
    `${name} runs`,
    async () => {
      const topology = (await cluster.topologies(signal)).find((t) => t.name === name);
      if (topology?.status !== 'active') return undefined;
      const snapshot = await cluster.snapshot(topology, 'since-start', signal);
      return snapshot.workers.length === 0
        ? undefined
        : { id: topology.id, settings: stormConfiguration(snapshot, 'storm-2.x') };
    },
    { limitSeconds: 180 },
  );
}
