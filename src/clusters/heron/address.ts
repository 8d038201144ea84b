// An address by which two configurations that mean the same server can be told to do so, however they write it.
import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';

/**
 * "this host:9000/heron" for every name and address of this machine, else the lowest address that the name resolves to; a name that does
 * not resolve stands for itself. The actor's lock works on one host, so what counts is how that host sees it.
 */
export async function canonicalAddress(url: string): Promise<string> {
  const { protocol, hostname, port, pathname } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const found = await lookup(host, { all: true }).catch(() => []);
  const addresses = found.map(({ address }) => address).sort();
  const own = new Set(Object.values(networkInterfaces()).flatMap((all) => all?.map((a) => a.address) ?? []));
  const isHere = addresses.some((a) => own.has(a) || a.startsWith('127.') || a === '::1');
  const shown = isHere ? 'this host' : (addresses[0] ?? host);
  const usual = protocol === 'https:' ? '443' : '80';
  return `${shown}:${port === '' ? usual : port}${pathname.replace(/\/+$/, '')}`;
}
