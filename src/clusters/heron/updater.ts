// Who carries updates of a running topology out: Heron's API server, or its command line.
import type { DryRun } from './dry-run.js';
import type { Named } from './tracker.js';

export interface UpdateRequest {
  /** Instances by component; those not named stay. */
  readonly executors: Readonly<Record<string, number>>;
  /** null leaves their number to the repacking. */
  readonly containers: number | null;
  /** Java class; null is what packing.yaml names. */
  readonly repacking: string | null;
}

export interface Updater {
  /** What an update would make of the topology. Whatever it throws, nothing was changed. */
  dryRun(topology: Named, request: UpdateRequest, signal: AbortSignal): Promise<DryRun>;
  /**
   * Resolves when Heron says that it is done.
   * @throws TrimtabError TRIMTAB_E_UNCERTAIN where it may have been done, or half done; after any other error nothing was
   */
  update(topology: Named, request: UpdateRequest, signal: AbortSignal): Promise<void>;
}

/** Beyond the ten minutes that Heron itself waits for a physical plan. */
export const updateTimeoutSeconds = 660;

export const repackingKey = 'heron.class.repacking.algorithm';
