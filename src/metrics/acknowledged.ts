// Whether the tuples of a topology are acknowledged: with ackers or without, a spout that emits without message ids never hears of them.
import type { ComponentSnapshot, Snapshot } from '../clusters/types.js';
import { sum } from './per-executor.js';

/** The engine's own ten minutes are what an 'engine-10min' snapshot counts over. */
const engineSeconds = 600;
/** Counted tuples of the spouts, and of them for each acker, from which on an acker that counted none had none. */
const fewest = { ofSpouts: 5, ofEachAcker: 2 };
/** A tuple with an id is one for the acker at once, and a second one when it is done: with fewer than this share hardly any had one. */
const leftAlone = 0.25;
/** A spout looks at its limit between two calls, in each of which it may emit several tuples. */
const pastLimit = 2;

/**
 * By the counters since the executors began, not by the window: a topology that has come to a stand has acknowledged something before, or
 * its ackers at least know of what was emitted, and a quiet window is no reason to take it for another one than before.
 * @param before what earlier counters told, for after a restart they begin anew; without it, too few tuples to tell: as the settings say
 */
export function isAcknowledged(snapshot: Snapshot, before: boolean | null = null): boolean {
  return isSetTo(snapshot) && (acknowledgedBy(snapshot) ?? before ?? true);
}

/** What the counters tell of it by themselves; null where they cannot. */
export function acknowledgedBy(snapshot: Snapshot): boolean | null {
  if (!isSetTo(snapshot)) return null;
  const spouts = snapshot.components.filter(({ kind }) => kind === 'spout');
  const counters = spouts.flatMap(({ samples }) => samples.map((one) => one.counters));
  if (sum(counters, ({ acked, failed }) => acked + failed) > 0) return true;
  const emitted = sum(counters, (one) => one.emitted);
  const acker = ackerOf(snapshot);
  if (acker !== undefined) return knowsOf(emitted, acker, snapshot);
  return mayBeInFlight(emitted, spouts, snapshot) ? null : false;
}

function isSetTo(snapshot: Snapshot): boolean {
  return snapshot.measuring.acking ?? ackerOf(snapshot) !== undefined;
}

function ackerOf({ components }: Snapshot): ComponentSnapshot | undefined {
  return components.find(({ name, executors }) => name === '__acker' && executors > 0);
}

/** Heron, whose stream managers acknowledge and show nothing of it: what has an id and is not done yet is in flight. */
function mayBeInFlight(
  emitted: number,
  spouts: readonly ComponentSnapshot[],
  { measuring }: Snapshot,
): boolean {
  const { maxSpoutPending } = measuring;
  return (
    maxSpoutPending === null || emitted <= pastLimit * maxSpoutPending * sum(spouts, ({ tasks }) => tasks)
  );
}

function knowsOf(emitted: number, acker: ComponentSnapshot, { measuring, span }: Snapshot): boolean | null {
  const { sampleRate, messageTimeoutSeconds } = measuring;
  const counted = emitted * sampleRate;
  const isSilent = acker.missingTasks > 0 || acker.samples.length === 0;
  if (isSilent || counted < fewest.ofSpouts || counted < fewest.ofEachAcker * acker.samples.length)
    return null;
  const executed = sum(acker.samples, (one) => one.counters.executed ?? 0);
  // Each acker gets a tick after each timeout (StormCommon.addAcker), which counts as executed.
  const ticks = sum(acker.samples, ({ uptimeSeconds }) => {
    const seconds = span === 'engine-10min' ? Math.min(engineSeconds, uptimeSeconds) : uptimeSeconds;
    return seconds / messageTimeoutSeconds;
  });
  return executed > leftAlone * emitted + ticks;
}
