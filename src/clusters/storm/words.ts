// Storm's own words for versions and states, as the Cluster port's.
import { TrimtabError } from '../../errors/index.js';
import type { Generation, TopologyStatus } from '../types.js';

/** @throws TrimtabError TRIMTAB_E_VERSION for a version that is neither 1.2 nor 2.x */
export function generationOf(version: string): Generation {
  if (/^1\.2\./.test(version)) return 'storm-1.2';
  if (/^2\.\d+\./.test(version)) return 'storm-2.x';
  throw new TrimtabError('TRIMTAB_E_VERSION', `the cluster says that it runs Storm ${version}`);
}

const statuses: Readonly<Record<string, TopologyStatus>> = {
  ACTIVE: 'active',
  INACTIVE: 'inactive',
  REBALANCING: 'rebalancing',
  KILLED: 'killed',
};

export function topologyStatus(text: string): TopologyStatus {
  return statuses[text] ?? 'unknown';
}
