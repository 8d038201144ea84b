// Asks Nimbus itself, and has its commands, where there is no UI to ask.
import { nimbusCluster } from '../../src/clusters/index.js';
import type { CommandResult } from './command.js';
import type { Contact } from './contact.js';

export function stormNimbus(
  nimbusPort: number,
  storm: (args: readonly string[]) => Promise<CommandResult>,
): Contact {
  const seeds = [`127.0.0.1:${nimbusPort}`];
  const options = { name: 'set-up', seeds, timeoutSeconds: 10, concurrency: 2, now: Date.now };
  const cluster = nimbusCluster(options);
  const { signal } = new AbortController();
  const topologies = async () =>
    (await cluster.topologies(signal)).map((t) => ({ ...t, status: t.status.toUpperCase() }));
  return {
    isReady: async () => ((await cluster.info(signal)).supervisors ?? 0) > 0,
    topology: async (name) => (await topologies()).find((t) => t.name === name),
    acked: async (id) => {
      const topology = { id, name: id, status: 'active', uptimeSeconds: 0 } as const;
      const { components } = await cluster.snapshot(topology, 'since-start', signal);
      const spouts = components.filter((c) => c.kind === 'spout');
      return spouts.flatMap((c) => c.samples).reduce((sum, sample) => sum + sample.counters.acked, 0);
    },
    kill: async ({ name }, waitSeconds) => {
      const words = ['-w', String(waitSeconds)];
      const { status, stderr } = await storm(
        name.startsWith('-') ? ['kill', ...words, '--', name] : ['kill', name, ...words],
      );
      if (status !== 0) throw new Error(`storm kill ${name} ended with ${status}:\n${stderr}`);
    },
  };
}
