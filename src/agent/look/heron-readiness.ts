// Whether a Heron topology is in a state to be measured, by one poll; what is told by its status is common to both engines.
import type { Snapshot } from '../../clusters/index.js';
import type { NotReady } from '../../metrics/index.js';
import { formatSeconds } from '../../util/index.js';
import { notReady } from './not-ready.js';

/** An export a minute, and a first minute that reads 0. */
const firstNumbersSeconds = 180;

/** Right after an update the topology manager knows nothing: it restarts, and every metric is born anew. */
export function heronNotReady(snapshot: Snapshot): NotReady | null {
  const { components, assignedExecutors } = snapshot;
  if (assignedExecutors === 0) {
    return notReady('NO_WORKERS', 'its packing plan has no instance: look at its scheduler');
  }
  if (components.some((c) => c.samples.length > 0)) return null;
  const error = components.find((c) => c.lastError !== null);
  const last = error === undefined ? '' : `; last exception of ${error.name}: ${error.lastError?.text}`;
  return notReady(
    'JUST_RESTARTED',
    `no instance has a full minute of metrics yet: it was updated or restarted just now, its instances do not start, or its metrics managers are down${last}; ` +
      `measure again in about ${formatSeconds(firstNumbersSeconds)}`,
  );
}

/** Some instances tell nothing while others do. */
export function heronInstancesMissing({ components, workers }: Snapshot): NotReady | null {
  const missing = components.filter((c) => c.missingTasks > 0);
  if (missing.length === 0) return null;
  const list = missing.map((c) => `${c.name} (${c.missingTasks} of ${c.executors})`).join(', ');
  const where = workers.length === 1 ? 'its container' : `one of its ${workers.length} containers`;
  return notReady(
    'EXECUTORS_MISSING',
    `some instances have no metrics: ${list}; they are starting or gone, or the metrics manager of their container is down: if it stays so, see the logs in ${where}`,
  );
}
