// A cluster for those who have neither a configuration file nor a UI: everything from the addresses of its Nimbus hosts.
import { z } from 'zod';
import { TrimtabError } from '../errors/index.js';
import { show } from '../util/index.js';
import { asClusterName, hostAndPort } from './kinds.js';

const address = hostAndPort();

/**
 * The cluster as it would stand in the file, named by the first address.
 * @param text addresses with commas between them
 * @throws TRIMTAB_E_USAGE when one of them is no host and port
 */
export function clusterDataFromNimbus(text: string): { name: string; engine: 'storm'; nimbus: string[] } {
  const nimbus = text.split(',').map((part) => part.trim());
  const wrong = nimbus.find((part) => !address.safeParse(part).success);
  if (wrong !== undefined) {
    const expected = z.globalRegistry.get(address)?.['words'];
    throw new TrimtabError('TRIMTAB_E_USAGE', `--nimbus: found ${show(wrong)}, expected ${String(expected)}`);
  }
  // With its port: what is kept of one cluster must not mix with another's.
  const first = (nimbus[0] ?? '').replace(/^\[|\](?=:)/g, '');
  return { name: asClusterName(first), engine: 'storm', nimbus };
}
