// Which settings must fit each other: Storm checks none of these in a rebalance, and workers that find them broken do not start.
import { knobNamed } from '../knobs/index.js';
import { own, type SendFacts } from './facts.js';
import { type Problem, problem } from './problem.js';

const flush = 'topology.batch.flush.interval.millis';

/** A worker throws IllegalArgumentException at its start otherwise. */
const halves = [
  // storm-client: WorkerTransfer, its constructor. Measured: 1000 in 1000 kills all workers, and the UI goes on showing ACTIVE.
  { batch: 'topology.transfer.batch.size', buffer: 'topology.transfer.buffer.size' },
  // storm-client: WorkerState.mkReceiveQueueMap.
  { batch: 'topology.producer.batch.size', buffer: 'topology.executor.receive.buffer.size' },
] as const;

/** Of what the settings will be together with those in force. What the operation does not touch is not its fault. */
export function inconsistencies(settings: Readonly<Record<string, unknown>>, facts: SendFacts): Problem[] {
  const value = (key: string): number => {
    const set = own(settings, key) ?? own(facts.settings, key);
    return typeof set === 'number' ? set : (knobNamed(key)?.default ?? 0);
  };
  const touches = (...keys: string[]): boolean => keys.some((key) => Object.hasOwn(settings, key));
  const problems: Problem[] = [];
  for (const { batch, buffer } of halves) {
    if (touches(batch, buffer) && value(batch) > value(buffer) / 2) {
      problems.push(problem(batch, value(batch), `at most half of ${buffer}, which is ${value(buffer)}`));
    }
  }
  // storm-client: Worker.setupFlushTupleTimer. Without flush tuples an incomplete batch waits for ever.
  const batches = halves.map(({ batch }) => batch);
  if (touches(flush, ...batches) && value(flush) === 0 && batches.some((batch) => value(batch) > 1)) {
    problems.push(problem(flush, 0, 'more than 0, because a batch is larger than 1'));
  }
  return problems;
}
