// Whether a host is this machine, by name or by address.
import { lookup } from 'node:dns/promises';
import { hostname, networkInterfaces } from 'node:os';

/** A name that does not resolve is not this machine. */
export async function isThisMachine(host: string): Promise<boolean> {
  const name = host.toLowerCase();
  if (name === 'localhost' || name === hostname().toLowerCase()) return true;
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map((a) => a.address) ?? []),
  );
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.some(({ address }) => own.has(address) || address.startsWith('127.') || address === '::1');
}
