// DS2: the least executors that carry the load, from the true processing rate of each operator, all in one step.
import { type Changes, executorsKnob } from '../knobs/index.js';
import { bottleneckUtilisation, type ComponentEvaluation, type Evaluation } from '../metrics/index.js';
import { type Demand, spoutRate } from '../twin/index.js';
import { formatSeconds } from '../util/index.js';
import type { Answer, Policy, Situation } from './types.js';

/** Where the load on offer is unknown: aim at what the components that are not full could carry at this utilisation ... */
const nextUtilisation = 0.8;
/** ... and at least and at most this many times the present rate. */
const step = { least: 2, most: 4 } as const;

/**
 * Kalavri et al., "Three steps is all you need" (OSDI 2018), section 3: with the useful time as denominator, an operator's true
 * rate is what it would process if it never waited; π = ceil(target input / true rate per instance), in topological order. In
 * Storm an executor's useful share of time is its utilisation, so π = ceil(executors × mean utilisation × target rate / rate now),
 * since every operator's input grows with the sources' output. DS2 needs the rate on offer; where backpressure or max.spout.pending
 * hides it, the constants above stand in for it. The spouts' rate is what the source offers to all of them together.
 */
export const ds2: Policy = {
  name: 'ds2',
  about: 'the least executors for the load, from true processing rates (Kalavri et al., OSDI 2018)',
  decide: ({ evaluation, demand }: Situation): Answer => {
    const growth = targetGrowth(evaluation, demand);
    if (growth === null) {
      return { kind: 'hold', code: 'NO_INPUT', text: 'no tuple was processed in the window' };
    }
    if (!demand.known && !evaluation.components.some(isBusy)) {
      const text = `${demand.because}, yet no bolt is busy: topology.max.spout.pending limits, not the executors`;
      return { kind: 'hold', code: 'PENDING_LIMITS', text };
    }
    const changes: Record<string, number> = {};
    const texts: string[] = [];
    for (const c of evaluation.components) {
      const target = targetExecutors(c, growth, demand);
      if (target === null || target === c.executors) continue;
      changes[executorsKnob(c.name)] = target;
      texts.push(`${c.name} (${percent(c.utilisationMean)} busy) ${c.executors} → ${target}`);
    }
    if (texts.length === 0) {
      return holdOf(evaluation);
    }
    const aim = demand.known
      ? `the load of ${formatSeconds(evaluation.window.seconds)}`
      : `${growth.toFixed(1)} times the present rate`;
    return { kind: 'propose', changes: changes as Changes, text: `for ${aim}: ${texts.join('; ')}` };
  },
};

/** Target rate of the sources over their present rate; null when nothing moves. */
function targetGrowth(evaluation: Evaluation, demand: Demand): number | null {
  const working = evaluation.components.filter((c) => (c.inputPerSecond ?? 0) > 0);
  if (working.length === 0) return null;
  const seen = spoutRate(evaluation);
  if (demand.known) return seen > 0 ? demand.perSecond / seen : 1;
  const notFull = working.map((c) => c.utilisationMean ?? 0).filter((u) => u < bottleneckUtilisation);
  const next = Math.max(0, ...notFull);
  return Math.max(step.least, Math.min(step.most, next > 0 ? nextUtilisation / next : step.most));
}

/** π of one operator; null for spouts and where its time per tuple is unknown. */
function targetExecutors(c: ComponentEvaluation, growth: number, demand: Demand): number | null {
  if (c.kind === 'spout' || c.utilisationMean === null || (c.inputPerSecond ?? 0) === 0) return null;
  // The tolerance is for binary fractions: 10 × 0.7 × 3 is 21, not a hair more.
  const needed = Math.max(1, Math.ceil(c.executors * Math.min(1, c.utilisationMean) * growth - 1e-9));
  if (needed > c.executors) return needed;
  // With the load unknown, spare executors may be needed as soon as the bottleneck is gone: only scale up. Ackers never shrink.
  if (!demand.known || c.kind !== 'bolt') return null;
  // A load beyond the one seen was told from outside. One that is no more than seen may rest on nothing being busy, and must go on
  // to be seen after the change: else the next answer is to scale up again.
  return growth > 1 ? needed : Math.min(c.executors, Math.max(needed, fewestNotBusy(c, growth)));
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

function isBusy(c: ComponentEvaluation): boolean {
  return (c.utilisation ?? 0) >= bottleneckUtilisation;
}

function percent(share: number | null): string {
  return share === null ? '?' : `${Math.round(share * 100)} %`;
}
