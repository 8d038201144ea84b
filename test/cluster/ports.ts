// Finds loopback ports that nobody uses and nobody will be given by chance.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const LOWEST = 10_000;

/**
 * Distinct free ports. They are taken from below the range the system uses for outgoing connections: a worker binds
 * its port minutes after this call, and a port handed out by binding 0 could meanwhile be the near end of some
 * connection.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  for (let attempt = 0; ports.size < count && attempt < 1000; attempt++) {
    const port = LOWEST + Math.floor(Math.random() * (lowestOutgoing() - LOWEST));
    if (!ports.has(port) && (await isFree(port))) ports.add(port);
  }
  if (ports.size < count) throw new Error(`no ${count} free ports between ${LOWEST} and ${lowestOutgoing()}`);
  return [...ports];
}

function lowestOutgoing(): number {
  try {
    const lowest = Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10);
    if (lowest > LOWEST + 1000) return lowest;
  } catch {
    // Not Linux: its common value is a safe choice.
  }
  return 32_768;
}

/** Tried on all addresses, because the engine's daemons bind all of them. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
