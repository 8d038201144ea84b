// What rate the sources are to be carried at: what they offer, or a guess where nobody can see it; shared by rules that count executors.
import {
  bottleneckUtilisation,
  type ComponentEvaluation,
  type Evaluation,
  fullestPendingUse,
} from '../metrics/index.js';
import { type Demand, heldBackPendingUse, spoutRate } from '../twin/index.js';
import { formatSeconds } from '../util/index.js';
import type { Answer, Situation } from './types.js';

/** Where the load on offer is unknown: aim at what the components that are not full could carry at this utilisation ... */
const nextUtilisation = 0.8;
/** ... and at least and at most this many times the present rate. */
const step = { least: 2, most: 4 } as const;

/** Target rate of the sources over their present rate, or why there is nothing to aim at. */
export function targetGrowth({
  evaluation,
  demand,
}: Pick<Situation, 'evaluation' | 'demand'>): number | Extract<Answer, { kind: 'hold' }> {
  const growth = growthOf(evaluation, demand);
  if (growth === null) {
    return { kind: 'hold', code: 'NO_INPUT', text: 'no tuple was processed in the window' };
  }
  if (!demand.known && !evaluation.components.some(isBusy)) {
    const text = `${demand.because}, yet no bolt is busy: ${limitText(evaluation)}`;
    return { kind: 'hold', code: 'PENDING_LIMITS', text };
  }
  return growth;
}

/** Of a backlog that is told, a limit that is unset or far from reached is not the cause. */
function limitText(evaluation: Evaluation): string {
  const use = fullestPendingUse(evaluation);
  const isTold = (evaluation.external?.backlogTuples ?? null) !== null;
  return isTold && (use ?? 0) < heldBackPendingUse
    ? 'the spouts take no more, and neither the executors of bolts nor topology.max.spout.pending limit'
    : 'topology.max.spout.pending limits, not the executors';
}

function growthOf(evaluation: Evaluation, demand: Demand): number | null {
  const working = evaluation.components.filter((c) => (c.inputPerSecond ?? 0) > 0);
  if (working.length === 0) return null;
  const seen = spoutRate(evaluation);
  if (demand.known) return seen > 0 ? demand.perSecond / seen : 1;
  const notFull = working.map((c) => c.utilisationMean ?? 0).filter((u) => u < bottleneckUtilisation);
  const next = Math.max(0, ...notFull);
  return Math.max(step.least, Math.min(step.most, next > 0 ? nextUtilisation / next : step.most));
}

export function isBusy(c: ComponentEvaluation): boolean {
  return (c.utilisation ?? 0) >= bottleneckUtilisation;
}

/** "the load of 2 min", or how many times the present rate. */
export function aimText({ evaluation, demand }: Situation, growth: number): string {
  return demand.known
    ? `the load of ${formatSeconds(evaluation.window.seconds)}`
    : `${growth.toFixed(1)} times the present rate`;
}
