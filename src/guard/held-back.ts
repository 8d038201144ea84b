// Tuples that Storm 2.x holds back without a limit: those from another worker, until a producer batch of them is full.
import { type Changes, type Configuration, componentOf, type KnobName } from '../knobs/index.js';

const batchKnob = 'topology.producer.batch.size';
const pendingKnob = 'topology.max.spout.pending';

export interface HeldBack {
  /** What would have to stay. */
  readonly knobs: readonly KnobName[];
  readonly text: string;
}

/**
 * The thread that receives for a worker fills a batch for each executor (WorkerState.transferLocalBatch, JCQueue), and no flush empties
 * those. With one worker nobody waits there. With more, a tuple waits for as many others as a batch holds, and where all that may be in
 * flight can wait so, the topology stands still: measured (docs/experiments/storm-measurements.md), a batch of 5 with 20 in flight.
 * The limit of one spout task is compared with what waits in all: the others fill the batches for it only while they have tuples to give.
 * @returns null where the changes bring nothing of that, or no more than there is
 */
export function heldBackBy(changes: Changes, now: Configuration): HeldBack | null {
  const then: Configuration = { ...now, ...changes };
  const batch = then[batchKnob] ?? 1;
  const workers = then['workers'] ?? 1;
  if (batch <= 1 || workers <= 1) return null;
  const holds = 'what comes from another worker waits there without a limit, until that many are there';
  const isNew = (now['workers'] ?? 1) <= 1 || (now[batchKnob] ?? 1) <= 1;
  if (isNew) {
    const knobs = [batchKnob, 'workers'].filter((knob) => Object.hasOwn(changes, knob));
    const text = `${workers} workers and ${batchKnob} = ${batch} do not go together: ${holds}; set it to 1 first`;
    return { knobs, text };
  }
  const pending = then[pendingKnob] ?? null;
  const held = batch * executorsOf(then);
  if (pending === null || pending > held) return null;
  const knobs = Object.entries(changes).flatMap(([knob, to]) => (addsTo(knob, to, now[knob]) ? [knob] : []));
  if (knobs.length === 0) return null;
  const text = `${pendingKnob} = ${pending} and ${batchKnob} = ${batch}: ${holds}, and ${held} could wait so in all; set the batch to 1 first`;
  return { knobs, text };
}

/** Ackers and the spouts' own executors receive, too. */
function executorsOf(configuration: Configuration): number {
  return Object.entries(configuration).reduce(
    (sum, [knob, n]) => (componentOf(knob) === undefined ? sum : sum + (n ?? 0)),
    0,
  );
}

/** Fewer in flight, or more places to wait at. */
function addsTo(knob: KnobName, to: number, from: number | null | undefined): boolean {
  if (from === undefined) return false;
  if (knob === pendingKnob) return from === null || to < from;
  return (componentOf(knob) !== undefined || knob === batchKnob) && from !== null && to > from;
}
