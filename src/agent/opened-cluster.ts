// A cluster as the daemon is handed it: with its clock and what listens for it.
import type { Cluster } from '../clusters/index.js';
import type { ExternalReader } from '../external/index.js';
import type { Clock } from '../util/index.js';
import type { Reporting } from './advice/reporting.js';

export interface OpenedCluster {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly reporting: Reporting | null;
  readonly external: ExternalReader | null;
  close(): Promise<void>;
}
