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

/** Offered rate of each spout of the shape, in their order. */
export function offeredRates({ spoutShare, kinds }: Shape, demand: Demand): number[] {
  return spoutShare.flatMap((share, i) => {
    if (kinds[i] !== 'spout') return [];
    return [demand.known ? demand.perSecond * share : Number.POSITIVE_INFINITY];
  });
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
