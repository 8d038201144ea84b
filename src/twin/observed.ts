// One window as a fit looks at it: its shape, what was on offer then, and the shape laid out under the configuration of that time.
import type { Evaluation } from '../metrics/index.js';
import { type Demand, estimateDemand } from './demand.js';
import { type Laid, Layouts } from './layout.js';
import { type Shape, shapeOf } from './shape.js';

export interface Observed {
  readonly evaluation: Evaluation;
  readonly shape: Shape;
  readonly layouts: Layouts;
  readonly laid: Laid;
  /** Offered by each spout, tuples/s. */
  readonly rates: readonly number[];
  /** Hops on the longest way from a spout to the acker. */
  readonly depth: number;
}

/** @returns null where there is nothing to model */
export function observedOf(evaluation: Evaluation): Observed | null {
  const shape = shapeOf(evaluation);
  if (shape === null) return null;
  const layouts = new Layouts(shape);
  const rates = offeredRates(shape, demandOf(evaluation));
  return { evaluation, shape, layouts, laid: layouts.under({}), rates, depth: depthOf(shape) };
}

/** What the source had to give then: endless where the topology was held back. */
export function demandOf(evaluation: Evaluation): Demand {
  return estimateDemand(evaluation);
}

/**
 * Offered rate of each spout of the shape, in their order. Where one of several is held back, those that feed nothing full and are not at a limit of
 * their own have what is offered to them already; what more there is belongs to the others.
 */
export function offeredRates(shape: Shape, demand: Demand): number[] {
  const { kinds, spoutShare, emittedPerSecond, isAtLimit } = shape;
  const spouts = kinds.flatMap((kind, i) => (kind === 'spout' ? [i] : []));
  const share = (i: number): number => spoutShare[i] ?? 0;
  const alike = (): number[] =>
    spouts.map((i) => (demand.known ? demand.perSecond * share(i) : Number.POSITIVE_INFINITY));
  // Asked for each configuration of a search: what is held back is found out only where it matters.
  const isKnown = demand.known && demand.perSecond <= emittedPerSecond * keptUp;
  if (spouts.length === 1 || isKnown) return alike();
  // What emits nothing fills nothing, and has no share of what more there is.
  const held = spouts.filter((i) => share(i) > 0 && (feedsFull(shape, i) || isAtLimit[i] === true));
  if (held.length === 0 || held.length === spouts.length) return alike();
  const heldShare = held.reduce((sum, i) => sum + share(i), 0);
  const left =
    (demand.known ? demand.perSecond : Number.POSITIVE_INFINITY) - emittedPerSecond * (1 - heldShare);
  return spouts.map((i) => (held.includes(i) ? (left * share(i)) / heldShare : emittedPerSecond * share(i)));
}

/** A component this busy holds back what feeds it. */
const fullUtilisation = 0.85;
/** Above so many times what is emitted something is held back. */
const keptUp = 1.05;

/** Whether something that is full lies on the way of a spout's tuples. */
function feedsFull({ streams, utilisation }: Shape, spout: number): boolean {
  const reached = new Set([spout]);
  for (const at of reached) {
    for (const { from, to } of streams) if (from === at) reached.add(to);
  }
  return [...reached].some((i) => (utilisation[i] ?? 0) >= fullUtilisation);
}

/** The newest window of each configuration, now last; no more of them than that. */
export function distinct(observations: readonly Evaluation[], most: number): Evaluation[] {
  const newest: Evaluation[] = [];
  for (let i = observations.length - 1; i >= 0 && newest.length < most; i--) {
    const evaluation = observations[i];
    if (evaluation !== undefined && !newest.some((one) => isSameConfiguration(one, evaluation)))
      newest.push(evaluation);
  }
  return newest.reverse();
}

function isSameConfiguration(a: Evaluation, b: Evaluation): boolean {
  return (
    a.workers === b.workers &&
    a.pendingLimit === b.pendingLimit &&
    a.batches?.producer === b.batches?.producer &&
    a.batches?.transfer === b.batches?.transfer &&
    a.components.length === b.components.length &&
    a.components.every((c, i) => {
      const other = b.components[i];
      return other !== undefined && c.name === other.name && c.executors === other.executors;
    })
  );
}

function depthOf({ names, streams }: Shape): number {
  const depth = new Int32Array(names.length);
  for (let changed = true, round = 0; changed && round < names.length; round++) {
    changed = false;
    for (const { from, to } of streams) {
      const beyond = (depth[from] ?? 0) + 1;
      if (beyond <= (depth[to] ?? 0)) continue;
      depth[to] = beyond;
      changed = true;
    }
  }
  return Math.max(...depth) + 1;
}
