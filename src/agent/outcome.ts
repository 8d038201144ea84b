// What was promised against what a full window after the change shows, and whether the change is really in force.
import type { Evaluation } from '../metrics/index.js';
import type { Intent, Measured } from './under-way.js';

export interface Outcome {
  readonly kind: 'verified' | 'failed';
  readonly code: 'AS_PROMISED' | 'BETTER' | 'SHORT_OF_PROMISE' | 'WORSE' | 'NOT_IN_FORCE' | 'NOT_PREDICTED';
  readonly text: string;
  /** Whether the measured value fell between the predicted low and high; null where one of them is unknown. */
  readonly inBand: { readonly throughput: boolean | null; readonly latency: boolean | null };
  readonly effect: Effect;
}

/** Whether new settings do what they should, which no configuration page can show. */
export interface Effect {
  readonly inForce: boolean | null;
  readonly text: string;
}

/** Less than this is noise: 1 % of throughput is worth about 0.005. */
const utilityNoise = 0.02;

export function outcomeOf(intent: Intent, after: Measured): Outcome {
  const { before, predicted } = intent;
  const effect = effectOf(intent, after);
  const inBand = {
    throughput: within(after.throughputPerSecond, predicted?.throughputPerSecond ?? null),
    latency: within(after.completeLatencyMs, predicted?.completeLatencyMs ?? null),
  };
  const judged = (kind: Outcome['kind'], code: Outcome['code'], text: string): Outcome => ({
    kind,
    code,
    text,
    inBand,
    effect,
  });
  if (effect.inForce === false) return judged('failed', 'NOT_IN_FORCE', effect.text);
  const gain = after.utility === null || before.utility === null ? null : after.utility - before.utility;
  const said = `${numbers(before)} → ${numbers(after)}`;
  const isWorse = gain !== null && gain < -utilityNoise;
  if (predicted === null) {
    return isWorse
      ? judged('failed', 'WORSE', `${said}: worse than before`)
      : judged('verified', 'NOT_PREDICTED', said);
  }
  if (inBand.throughput === true) return judged('verified', 'AS_PROMISED', said);
  if ((after.throughputPerSecond ?? 0) > predicted.throughputPerSecond.high) {
    return judged('verified', 'BETTER', said);
  }
  return isWorse
    ? judged('failed', 'WORSE', `${said}: worse than before, and short of what was promised`)
    : judged('verified', 'SHORT_OF_PROMISE', said);
}

/**
 * Little's law: throughput × complete latency = tuples in flight, which max.spout.pending limits. More in flight than the new limit,
 * or just as many as the old one where that bound before, means that the workers still run with the old value.
 */
function effectOf({ changes, before }: Intent, after: Measured): Effect {
  const pending = changes['topology.max.spout.pending'];
  if (pending === undefined || after.pendingUse === null || after.pendingLimit === null) {
    return {
      inForce: null,
      text: 'nothing to be measured of it: its processes are new and where they should be',
    };
  }
  const perTask = pending.to * after.pendingUse;
  const says = `${Math.round(perTask)} tuples in flight per spout task, at a limit of ${pending.to}`;
  if (after.pendingUse > 1.3) {
    return { inForce: false, text: `${says}: the workers run with the former value` };
  }
  const wasFull = before.pendingUse !== null && before.pendingUse > 0.9;
  const atOld = pending.from !== null && Math.abs(perTask / pending.from - 1) < 0.05;
  if (wasFull && atOld && pending.from !== pending.to) {
    return { inForce: false, text: `${says}, and as many as the former limit of ${pending.from} allowed` };
  }
  return { inForce: after.pendingUse > 0.9 ? true : null, text: says };
}

export function measuredBy(evaluation: Evaluation, utility: number | null): Measured {
  const { throughputPerSecond, completeLatencyMs, pendingUse, pendingLimit } = evaluation;
  return { throughputPerSecond, completeLatencyMs, utility, pendingUse, pendingLimit };
}

function within(value: number | null, range: { low: number; high: number } | null): boolean | null {
  return value === null || range === null ? null : value >= range.low && value <= range.high;
}

function numbers({ throughputPerSecond: x, completeLatencyMs: ms }: Measured): string {
  const rate = x === null ? 'unknown throughput' : `${x.toFixed(x < 10 ? 1 : 0)} tuples/s`;
  return ms === null ? rate : `${rate} at ${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}
