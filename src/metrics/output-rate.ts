// What a component emits per second: its own counters are noisy, those of the bolts behind it are not.
import type { ComponentSnapshot } from '../clusters/types.js';
import { executorsOf, rateOf, sum } from './per-executor.js';
import type { Window } from './types.js';

export interface OutputRate {
  readonly perSecond: number;
  /** Relative standard error from sampling alone; null when nothing was counted. */
  readonly samplingError: number | null;
}

/** Groupings that hand each tuple to exactly one task of the bolt. */
const oneTaskGroupings = new Set(['shuffle', 'fields', 'none', 'local_or_shuffle']);

/** Uptimes in whole seconds and samples out of phase leave this much between two rates of one stream at least. */
const leastError = 0.01;

/**
 * Further apart than this many standard errors, the two ways of counting do not see the same: a queue grows or drains. Generous, for
 * a real 1.2.4 was seen 3.6 of them off in one of five minutes.
 */
const agreement = 6;

/**
 * Storm picks one in 20 of all that a task emits, acknowledgements included, and counts 20 for the stream it hits. So with a share p
 * of the emissions on ordinary streams, N emitted tuples are known to √((1 − p) · 20 / N): 2.4 % for 18 000 tuples of a spout, whose
 * every second emission is for the acker. What a bolt executes is picked apart and hardly noisy; where a stream has a bolt of its own
 * behind it and both ways of counting agree, the bolt's counts are taken.
 */
export function outputRate(component: ComponentSnapshot, window: Window, acking: boolean): OutputRate {
  const executors = executorsOf(window, component.name);
  const emitted = sum(executors, (e) => e.emitted);
  const own = rateOf(executors, (e) => e.emitted);
  if (emitted === 0) return { perSecond: own, samplingError: null };
  const oneIn = 1 / window.snapshot.measuring.sampleRate;
  const acknowledgements = acking
    ? component.kind === 'spout'
      ? emitted
      : sum(executors, (e) => e.executed ?? 0)
    : 0;
  const share = emitted / (emitted + acknowledgements);
  const ownError = oneIn === 1 ? 0 : Math.sqrt(((1 - share) * oneIn) / emitted);
  const seen = seenBehind(component, window, own);
  if (seen === null || Math.abs(seen - own) > agreement * Math.max(ownError, leastError) * own) {
    return { perSecond: own, samplingError: ownError };
  }
  return { perSecond: seen, samplingError: null };
}

/** Tuples per second that the bolts behind each stream executed; null when some stream has no bolt of its own. */
function seenBehind(component: ComponentSnapshot, window: Window, own: number): number | null {
  const streams = component.outputs.filter((o) => o.emitted > 0);
  if (own === 0 || streams.length === 0) return null;
  let total = 0;
  for (const { stream } of streams) {
    const consumer = window.snapshot.components.find((c) => onlyReads(c, component.name, stream));
    if (consumer === undefined) return null;
    total += rateOf(executorsOf(window, consumer.name), (e) => e.executed ?? 0);
  }
  return total > 0 ? total : null;
}

function onlyReads(consumer: ComponentSnapshot, from: string, stream: string): boolean {
  const [input, ...others] = consumer.inputs;
  return (
    input !== undefined &&
    others.length === 0 &&
    consumer.missingTasks === 0 &&
    input.from === from &&
    input.stream === stream &&
    oneTaskGroupings.has(input.grouping)
  );
}
