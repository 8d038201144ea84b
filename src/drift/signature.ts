// What one window says of a topology: cost, selectivity and skew of each bolt, and the load.
import {
  type ComponentEvaluation,
  type Evaluation,
  fullestPendingUse,
  usualSampleRate,
} from '../metrics/index.js';
import { spoutRate } from '../twin/index.js';
import type { Signature, TraitValue } from './types.js';

/** Storm prints latencies to a thousandth of a millisecond; of a window they are taken where that means 2 µs or 5 % at most. */
const rounding = { absoluteMs: 0.002, share: 0.05 };
/** Where a bolt is that idle and that cheap, rounding is most of what is seen, and nothing depends on it. */
const idle = { utilisation: 0.05, costMs: 0.1 };
/** With fewer counted tuples the means of a window say nothing. */
export const fewest = 40;
/** With so much of the pending limit in flight the load on offer cannot be seen. */
const fullPending = 0.9;

/** @param engine name and version, as the cluster tells them */
export function signatureOf(evaluation: Evaluation, engine: string): Signature {
  const bolts = evaluation.components.filter((c) => c.kind === 'bolt');
  const sampleRate = evaluation.sampleRate ?? usualSampleRate;
  // What is counted in the window of a tuple/s.
  const countedOfOne = evaluation.window.seconds * sampleRate;
  const executors = bolts.map((c) => `${c.name}=${c.executors}`).sort();
  return {
    at: evaluation.at,
    seconds: evaluation.window.seconds,
    engine,
    sampleRate,
    rate: spoutRate(evaluation),
    isOffered: evaluation.bottleneck === null && (fullestPendingUse(evaluation) ?? 0) < fullPending,
    layout: [`workers=${evaluation.workers}`, ...executors].join(' '),
    traits: bolts.flatMap((bolt) => traitsOf(bolt, evaluation.components, countedOfOne)),
  };
}

function traitsOf(
  bolt: ComponentEvaluation,
  all: readonly ComponentEvaluation[],
  countedOfOne: number,
): TraitValue[] {
  const { name: component, executeLatencyMs, selectivity, skew, executors } = bolt;
  const countedOf = (perSecond: number | null): number => (perSecond ?? 0) * countedOfOne;
  const counted = countedOf(bolt.inputPerSecond);
  if (counted < fewest) return [];
  const traits: TraitValue[] = [];
  const add = (trait: TraitValue['trait'], value: number, error: number): void => {
    traits.push({ trait, component, value: Math.log(value), error });
  };
  const isIdle = (bolt.utilisation ?? 1) < idle.utilisation && (executeLatencyMs ?? 0) < idle.costMs;
  if (executeLatencyMs !== null && executeLatencyMs > 0 && !isIdle) {
    const rounded = Math.max(rounding.absoluteMs / executeLatencyMs, rounding.share) / Math.sqrt(3);
    // As if times were exponential: a mean of n is then known to 1/√n.
    add('cost', executeLatencyMs, Math.hypot(rounded, 1 / Math.sqrt(counted)));
  }
  const made = countedOf(bolt.outputPerSecond);
  if (selectivity !== null && made >= fewest)
    add('selectivity', selectivity, 1 / Math.sqrt(Math.min(made, counted)));
  // Of several sources each gives more or less with its own load.
  const sources = new Set(bolt.inputs.map(({ from }) => from));
  const source = sources.size === 1 ? all.find(({ name }) => sources.has(name)) : undefined;
  const emitted = source?.outputPerSecond ?? 0;
  if (countedOf(emitted) >= fewest)
    add('share', (bolt.inputPerSecond ?? 0) / emitted, 1 / Math.sqrt(Math.min(countedOf(emitted), counted)));
  if (skew !== null && skew >= 1 && executors > 1) add('skew', skew, Math.sqrt(executors / counted));
  return traits;
}
