// DS2: the least executors that carry the load, from the true processing rate of each operator, all in one step.
import { type Changes, executorsKnob } from '../knobs/index.js';
import { bottleneckUtilisation, type ComponentEvaluation, type Evaluation } from '../metrics/index.js';
import { spoutRate } from '../twin/index.js';
import { aimText, isBusy, targetGrowth } from './target-rate.js';
import type { Answer, Policy, Situation } from './types.js';

/** Looks since the last restart of which an operator's true rate is the median: the activation time of the paper. */
export const activationLooks = 5;
/** Storm counts and times one tuple in twenty ... */
const sampledOneIn = 20;
/** ... with times per tuple that vary by this share, ... */
const timeVariation = 0.5;
/** What is within so many standard errors of the measurement is no reason to change anything. */
const errors = 2;

/**
 * Kalavri et al., "Three steps is all you need" (OSDI 2018), section 3: with the useful time as denominator, an operator's true
 * rate is what it would process if it never waited; π = ceil(target input / true rate per instance), in topological order. In
 * Storm an executor's useful share of time is its utilisation, so π = ceil(executors × mean utilisation × target rate / rate now),
 * since every operator's input grows with the sources' output. DS2 needs the rate on offer; where backpressure or max.spout.pending
 * hides it, a guess stands in for it (target-rate.ts). The spouts' rate is what the source offers to all of them together.
 *
 * Of the paper's rules for practice, two are in here, for without them sampling noise at executors that are exactly full makes it go
 * back and forth: the activation time (a median over several decisions) and minor changes that are ignored. The paper ignores a fixed
 * one or two instances; here it is what Storm's sampling cannot tell, so that 1 → 2 is not lost. A step up therefore goes to the least
 * executors that the measurement is sure of, and the next one, measured at a higher rate, to the rest. Not in here: the limit on the
 * number of decisions and the roll-back (guards do both), and the warm-up time (no window contains it).
 */
export const ds2: Policy = {
  name: 'ds2',
  about: 'the least executors for the load, from true processing rates (Kalavri et al., OSDI 2018)',
  decide: (situation: Situation): Answer => {
    const { evaluation } = situation;
    const growth = targetGrowth(situation);
    if (typeof growth !== 'number') return growth;
    const changes: Record<string, number> = {};
    for (const c of evaluation.components) {
      const target = targetExecutors(c, growth, situation);
      if (target !== null && target !== c.executors) changes[executorsKnob(c.name)] = target;
    }
    if (Object.keys(changes).length === 0) return holdOf(evaluation);
    return { kind: 'propose', changes, text: scalingText(changes, growth, situation) };
  },
};

/** What is scaled, how busy it is, and what for. */
export function scalingText(changes: Changes, growth: number, situation: Situation): string {
  const scaled = situation.evaluation.components.flatMap(({ name, utilisationMean, executors }) => {
    const target = changes[executorsKnob(name)];
    return target === undefined
      ? []
      : [`${name} (${percent(utilisationMean)} busy) ${executors} → ${target}`];
  });
  return `for ${aimText(situation, growth)}: ${scaled.join('; ')}`;
}

type Watched = Pick<Situation, 'evaluation' | 'demand' | 'history'>;

/** π of one operator; null for spouts and where its time per tuple is unknown. */
export function targetExecutors(c: ComponentEvaluation, growth: number, situation: Watched): number | null {
  if (c.kind === 'spout' || c.utilisationMean === null || (c.inputPerSecond ?? 0) === 0) return null;
  const { demand, evaluation } = situation;
  const needed = c.executors * medianBusy(c, situation) * growth;
  // A guess is not worth a margin.
  const error = demand.known ? errors * relativeError(c, evaluation) : 0;
  const least = wholeExecutors(needed / (1 + error));
  if (least > c.executors) return least;
  // With the load unknown, spare executors may be needed as soon as the bottleneck is gone: only scale up. Ackers never shrink.
  if (!demand.known || c.kind !== 'bolt') return null;
  const enough = Math.min(c.executors, wholeExecutors(needed * (1 + error)));
  // A load beyond the one seen was told from outside. One that is no more than seen may rest on nothing being busy, and must go on
  // to be seen after the change: else the next answer is to scale up again.
  return growth > 1 ? enough : Math.min(c.executors, Math.max(enough, fewestNotBusy(c, growth)));
}

/** The tolerance is for binary fractions: 10 × 0.7 × 3 is 21, not a hair more. */
function wholeExecutors(needed: number): number {
  return Math.max(1, Math.ceil(needed - 1e-9));
}

/** Mean utilisation at the present rate of the sources, by the median of what a source tuple has cost in the last looks. */
function medianBusy(c: ComponentEvaluation, { evaluation, history }: Watched): number {
  const costs = [...history, evaluation].slice(-activationLooks).flatMap((window) => {
    const then = window.components.find(({ name }) => name === c.name);
    const rate = spoutRate(window);
    const isSame = then?.executors === c.executors && then.utilisationMean !== null && rate > 0;
    return isSame ? [Math.min(1, then.utilisationMean) / rate] : [];
  });
  const rate = spoutRate(evaluation);
  return rate > 0 && costs.length > 0 ? median(costs) * rate : Math.min(1, c.utilisationMean ?? 0);
}

/** Standard error of an operator's cost per source tuple, relative: its time per tuple, and the counts of both. */
function relativeError(c: ComponentEvaluation, evaluation: Evaluation): number {
  const counted = ((c.inputPerSecond ?? 0) * evaluation.window.seconds) / sampledOneIn;
  const spouts = evaluation.components.filter(({ kind }) => kind === 'spout');
  const emitted = (spoutRate(evaluation) * evaluation.window.seconds) / sampledOneIn;
  if (counted <= 0 || emitted <= 0) return 0;
  const ms = c.executeLatencyMs ?? 0;
  // ... read from a millisecond clock: a time d shows as floor(d + u), of variance d (1 − d) below 1 ms and 1/4 at most.
  const clock = Math.sqrt(Math.min(0.25, ms));
  const time = ms > 0 ? Math.hypot(timeVariation, clock / ms) / Math.sqrt(counted) : 0;
  // Of each run of twenty one is counted, so a run at either end may be missed or won: 1/6 of a count squared for each executor.
  const executors = spouts.reduce((sum, spout) => sum + spout.executors, 0);
  return Math.hypot(time, Math.sqrt(c.executors / 6) / counted, Math.sqrt(executors / 6) / emitted);
}

/** The least executors that leave the busiest below the share from which it counts as full. */
function fewestNotBusy(c: ComponentEvaluation, growth: number): number {
  return Math.floor((c.executors * (c.utilisation ?? 0) * growth) / bottleneckUtilisation + 1e-9) + 1;
}

function holdOf(evaluation: Evaluation): Answer {
  const hot = evaluation.components.find(
    (c) => isBusy(c) && (c.utilisationMean ?? 1) < bottleneckUtilisation,
  );
  if (hot === undefined) {
    const text = 'every component has the executors that the load needs';
    return { kind: 'hold', code: 'SUFFICIENT', text };
  }
  const text =
    `one executor of ${hot.name} is ${percent(hot.utilisation)} busy, the mean ${percent(hot.utilisationMean)}: ` +
    'its input is uneven (hot keys, or tasks that do not divide evenly), and more executors may not help';
  return { kind: 'hold', code: 'UNEVEN_INPUT', text };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

function percent(share: number | null): string {
  return share === null ? '?' : `${Math.round(share * 100)} %`;
}
