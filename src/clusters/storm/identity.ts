// What tells one Storm cluster from another: its place in ZooKeeper, which every Nimbus and the UI of a cluster share.
import { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';

export interface HostPort {
  readonly host: string;
  readonly port: number | string;
}

const zookeeper = z.object({
  'storm.zookeeper.servers': z.array(z.string().trim().min(1)).min(1),
  'storm.zookeeper.port': z.union([z.number(), z.string()]),
  'storm.zookeeper.root': z.string().default('/storm'),
});

const loopback = /^(localhost|127\.|\[?::1\]?$)/;

/**
 * "zookeeper zk-1,zk-2:2181/storm". Where all servers are called localhost, the leader's host says whose they are; where the
 * configuration may not be read, the leader is all there is: "nimbus master-1:6627".
 * @param configuration null where it may not be read
 */
export async function identityOf(
  configuration: Readonly<Record<string, unknown>> | null,
  leader: () => Promise<HostPort>,
): Promise<string> {
  const read = zookeeper.safeParse(configuration);
  if (!read.success) {
    const { host, port } = await leader();
    return `nimbus ${host.toLowerCase()}:${port}`;
  }
  const servers = [...new Set(read.data['storm.zookeeper.servers'].map((s) => s.toLowerCase()))].sort();
  const place = `${servers.join()}:${read.data['storm.zookeeper.port']}${read.data['storm.zookeeper.root']}`;
  if (!servers.every((server) => loopback.test(server))) return `zookeeper ${place}`;
  return `zookeeper ${place} of ${(await leader()).host.toLowerCase()}`;
}

/** The answer, or null where a permission or the path is missing: who may read topologies may not always read this. */
export async function unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const refused = error instanceof TrimtabError && /^TRIMTAB_E_(AUTH|PATH_UNKNOWN)$/.test(error.code);
    if (refused) return null;
    throw error;
  }
}
