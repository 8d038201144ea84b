// Queues that changes would make grow for as long as the load lasts, where nothing limits what is in flight: no latency is predicted then.
import type { Evaluation } from '../metrics/index.js';
import type { Performance } from '../objective/index.js';
import {
  type Demand,
  type Expected,
  type Foreseen,
  type Prediction,
  throughputPerSpoutTuple,
} from '../twin/index.js';

/** By what is expected, or by some of what is believed of the topology only. */
export type Growth = 'expected' | 'possible';

/** Less room by less than this is none that a belief could tell. */
const noRoom = 0.01;
/** As good as for ever, whatever a latency is compared with. */
const forEverMs = 3_600_000;

/** A tuple that comes last waits for all before it. */
export function forEver(performance: Performance): Performance {
  return { ...performance, completeLatencyMs: forEverMs };
}

/** Whether that is why no latency is predicted: the twin predicts one wherever it is measured. */
export function isUnlimited(
  { acking, completeLatencyMs }: Evaluation,
  predicted: Prediction | Expected,
): boolean {
  return acking && completeLatencyMs !== null && predicted.completeLatencyMs === null;
}

/**
 * Where the queue would grow as things are, changes that leave as much room are not to blame.
 * @param asItIs what is foreseen without changes
 * @returns null where it would not grow because of the changes
 */
export function growthOf(
  evaluation: Evaluation,
  demand: Demand,
  then: Foreseen,
  asItIs: () => Foreseen,
): Growth | null {
  if (!isUnlimited(evaluation, then.prediction)) return null;
  const now = asItIs();
  const [room, roomNow] = [roomOf(then), roomOf(now)];
  if (isUnlimited(evaluation, now.prediction) && room >= roomNow * (1 - noRoom)) return null;
  const asked = demand.known
    ? demand.perSecond * throughputPerSpoutTuple(evaluation)
    : Number.POSITIVE_INFINITY;
  return room < asked ? 'expected' : 'possible';
}

/** Tuples/s completed. */
function roomOf({ capacityPerSecond }: Foreseen): number {
  return capacityPerSecond ?? Number.POSITIVE_INFINITY;
}
