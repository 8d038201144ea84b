// Which settings must fit each other: Storm checks none of these in a rebalance, and workers that find them broken do not start.
import { knobNamed } from './space.js';
import type { KnobName } from './types.js';

export interface Misfit {
  readonly knob: KnobName;
  readonly value: number;
  readonly expected: string;
  /** Every setting that has a part in it. */
  readonly among: readonly KnobName[];
}

const flush = 'topology.batch.flush.interval.millis';

/** A worker throws IllegalArgumentException at its start otherwise. */
const halves = [
  // storm-client: WorkerTransfer, its constructor. Measured: 1000 in 1000 kills all workers, and the UI goes on showing ACTIVE.
  { batch: 'topology.transfer.batch.size', buffer: 'topology.transfer.buffer.size' },
  // storm-client: WorkerState.mkReceiveQueueMap.
  { batch: 'topology.producer.batch.size', buffer: 'topology.executor.receive.buffer.size' },
] as const;

/**
 * Of what the settings will be together with those in force. What the changes do not touch is not their fault.
 * @param inForce anything but a number: the engine's own default
 */
export function misfitsOf(
  changes: Readonly<Record<KnobName, unknown>>,
  inForce: (knob: KnobName) => unknown,
): Misfit[] {
  const touches = (...knobs: KnobName[]): boolean => knobs.some((knob) => Object.hasOwn(changes, knob));
  const valueFor = (knob: KnobName): number => {
    const set = touches(knob) ? changes[knob] : inForce(knob);
    return typeof set === 'number' ? set : (knobNamed(knob)?.default ?? 0);
  };
  const misfits: Misfit[] = [];
  for (const { batch, buffer } of halves) {
    const [value, most] = [valueFor(batch), valueFor(buffer) / 2];
    if (!touches(batch, buffer) || value <= most) continue;
    const expected = `at most half of ${buffer}, which is ${valueFor(buffer)}`;
    misfits.push({ knob: batch, value, expected, among: [batch, buffer] });
  }
  // storm-client: Worker.setupFlushTupleTimer. Without flush tuples an incomplete batch waits for ever.
  const batches = halves.map(({ batch }) => batch);
  if (touches(flush, ...batches) && valueFor(flush) === 0 && batches.some((batch) => valueFor(batch) > 1)) {
    const expected = 'more than 0, because a batch is larger than 1';
    misfits.push({ knob: flush, value: 0, expected, among: [flush, ...batches] });
  }
  return misfits;
}
